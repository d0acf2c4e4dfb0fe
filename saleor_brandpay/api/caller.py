"""One call from arguments to answer: headers, body, log line."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urlsplit

import saleor_brandpay
from saleor_brandpay import clock, watch
from saleor_brandpay.api import checks
from saleor_brandpay.api.answer import Answer, Parser, answer
from saleor_brandpay.api.errors import BrandpayError
from saleor_brandpay.api.secret import HiddenBytes, HiddenText, Secret
from saleor_brandpay.api.token import CustomerIdentity
from saleor_brandpay.api.transport import Transport, shared
from saleor_brandpay.api.wire import Basic, Bearer, Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from saleor_brandpay.api.deadline import Deadline

T = TypeVar("T")

logger = logging.getLogger("saleor_brandpay.api")

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": f"saleor-brandpay/{saleor_brandpay.__version__}",
}


class Caller:
    """Knows one merchant's key and where Toss is.

    UNCERTAIN: whether the test code works on Brandpay's endpoints, and which codes it takes.
    """

    def __init__(
        self,
        secret_key: Secret,
        base_url: str,
        *,
        test_code: str | None,
        transport: Transport | None,
        before_post: Callable[[], None] | None = None,
    ) -> None:
        live = secret_key.reveal().startswith("live_")
        self._key = secret_key
        self._base_url = checks.base_url(base_url, live=live)
        self._transport = transport or shared()
        self._before_post = before_post
        self._headers = dict(_HEADERS)
        if test_code and secret_key.reveal().startswith("test_"):
            self._headers["TossPayments-Test-Code"] = test_code

    def get(
        self,
        path: str,
        parse: Parser[T],
        *,
        deadline: Deadline,
        query: Mapping[str, str | Secret | Sequence[str]] | None = None,
        named: Mapping[str, str | Secret] | None = None,
        token: Secret | None = None,
    ) -> Answer[T]:
        """GET `path`, in which `named` takes the place of `{names}`; a token takes the key's place.

        Neither what is named nor a query that holds a secret stands in a URL that is shown.
        """
        hidden = set(_secrets((query or {}).values()))
        asked = HiddenText(f"?{_encoded(query)}" if query else "")
        call = Call(
            method="GET",
            url=self._base_url + path + ("" if hidden else str(asked)),
            path=path,
            target=self._target(path, named, asked) if named or hidden else None,
            credentials=Basic(self._key) if token is None else Bearer(token),
            headers=self._headers,
        )
        hidden |= {self._key, *filter(None, (token,)), *_secrets((named or {}).values())}
        return self._send(call, parse, deadline, hidden)

    def post(
        self,
        path: str,
        parse: Parser[T],
        *,
        body: Mapping[str, object] | None,
        deadline: Deadline,
        named: Mapping[str, str | Secret] | None = None,
        token: Secret | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[T]:
        """POST `body` or nothing, with the key or a customer's token; `named` as in `get`.

        Raises IdempotencyConflict for an idempotency key that had another body before.
        """
        if self._before_post is not None:
            self._before_post()
        content, headers = None, dict(self._headers)
        if body is not None:
            content = HiddenBytes(json.dumps(body, default=_plain, sort_keys=True).encode())
            headers["Content-Type"] = "application/json"
        target = self._target(path, named, "")
        if idempotency_key is not None:
            headers["Idempotency-Key"] = checks.idempotency_key(idempotency_key)
        call = Call(
            method="POST",
            url=self._base_url + path,
            path=path,
            target=target if named else None,
            credentials=Basic(self._key) if token is None else Bearer(token),
            body=content,
            headers=headers,
        )
        secrets = {self._key, *filter(None, (token,)), *_secrets((body or {}).values())}
        if idempotency_key is None:
            return self._send(call, parse, deadline, secrets)
        with self._transport.fingerprints.sending(
            key=idempotency_key,
            secret=token or self._key,
            method="POST",
            url=target,
            body=content or HiddenBytes(),
            shown=path,
        ):
            return self._send(call, parse, deadline, secrets)

    def _target(
        self, path: str, named: Mapping[str, str | Secret] | None, query: str
    ) -> HiddenText:
        """The path as it is sent."""
        segments = {name: checks.segment(value) for name, value in (named or {}).items()}
        return HiddenText(urlsplit(self._base_url).path + path.format(**segments) + query)

    def _send(
        self, call: Call, parse: Parser[T], deadline: Deadline, secrets: set[Secret]
    ) -> Answer[T]:
        began = clock.monotonic()
        with watch.calling(f"{call.method} {call.path}") as told:
            try:
                result = answer(self._transport.send(call, deadline), call.path, parse, secrets)
            except BrandpayError as error:
                told.outcome = error.code or type(error).__name__
                told.http_status, told.trace_id = error.http_status, error.trace_id
                raise
            else:
                told.outcome = "ok"
                told.http_status, told.trace_id = result.http_status, result.trace_id
            finally:
                told.seconds = clock.monotonic() - began
                _log(told)
        return result


def _encoded(query: Mapping[str, str | Secret | Sequence[str]] | None) -> HiddenText:
    """A query as it is sent; of several values each by itself."""
    known = (query or {}).items()
    plain = [(name, one.reveal() if isinstance(one, Secret) else one) for name, one in known]
    return HiddenText(urlencode(plain, doseq=True))


def _secrets(values: Iterable[object]) -> Iterator[Secret]:
    """What must not come back in an error message."""
    for value in values:
        if isinstance(value, Secret):
            yield value
        elif isinstance(value, CustomerIdentity):
            yield from map(Secret, value.body().values())


def _plain(value: object) -> object:
    """What JSON gets in place of a type of ours."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, CustomerIdentity):
        return value.body()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _log(told: watch.TossCall) -> None:
    milliseconds = round(told.seconds * 1000)
    logger.info(
        "%s %s %d ms trace=%s %s",
        told.endpoint,
        "-" if told.http_status is None else told.http_status,
        milliseconds,
        told.trace_id or "-",
        told.outcome,
        extra={
            "toss_endpoint": told.endpoint,
            "toss_outcome": told.outcome,
            "toss_milliseconds": milliseconds,
            "toss_trace_id": told.trace_id,
        },
    )
