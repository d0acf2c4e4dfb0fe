"""vcrpy on the connections of our own pool."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import vcr
import yaml
from vcr.request import Request
from vcr.stubs import VCRHTTPConnection, VCRHTTPSConnection

from saleor_brandpay.api.connection import TimedConnection, TimedTLSConnection, current
from saleor_brandpay.api.pool import TimedPool, TimedTLSPool
from tests.api.scrub import Scrubber

CASSETTES = Path(__file__).parents[2] / "cassettes"


class _Seeing:
    """What goes out, in place of the stand-ins that the layers above see."""

    def request(self, method: str, url: str, body: Any, headers: Any, **options: Any) -> Any:
        exchange = current.get()
        if "/v1/payments/" in url:  # elsewhere it names a customer, whom no cassette holds
            url = str(exchange.target)
        headers = {**headers, "Authorization": str(exchange.authorization)}
        return super().request(method, url, body, headers, **options)  # type: ignore[misc]


class _Connection(_Seeing, VCRHTTPConnection, TimedConnection):
    _baseclass = TimedConnection


class _TLSConnection(_Seeing, VCRHTTPSConnection, TimedTLSConnection):
    _baseclass = TimedTLSConnection


class _Readable:
    """YAML with Korean as Korean."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        return str(yaml.safe_dump(cassette, allow_unicode=True, sort_keys=False, width=100))

    @staticmethod
    def deserialize(text: str) -> Any:
        return yaml.safe_load(text)


def _same_headers(one: Request, other: Request) -> None:
    assert one.headers == other.headers


def tape(
    path: Path, *, record: bool = False, scrubber: Scrubber | None = None
) -> AbstractContextManager[Any]:
    """Play the cassette at `path`, or record it from what the connections really say."""
    scrubber = scrubber or Scrubber()
    player = vcr.VCR(
        custom_patches=(
            (TimedPool, "ConnectionCls", _Connection),
            (TimedTLSPool, "ConnectionCls", _TLSConnection),
        ),
        before_record_request=scrubber.request,
        before_record_response=scrubber.response,
        record_mode="all" if record else "none",
        serializer="readable",
        match_on=("method", "uri", "body", "sent headers"),
    )
    player.register_serializer("readable", _Readable)
    player.register_matcher("sent headers", _same_headers)
    return player.use_cassette(path)  # type: ignore[no-any-return]
