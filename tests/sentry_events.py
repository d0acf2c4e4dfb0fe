"""Sentry as a shop has it, with what it would send kept in place of sending it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.scrubber import EventScrubber
from sentry_sdk.transport import Transport


class Kept(Transport):
    """In place of Sentry's own server."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.items += [item.payload.json for item in envelope.items]


@contextmanager
def as_saleor_has_it() -> Iterator[Kept]:
    """With Saleor's own options, and tracing."""
    transport = Kept()
    sentry_sdk.init(
        "http://key@127.0.0.1:9/1",
        send_default_pii=False,
        event_scrubber=EventScrubber(recursive=True),
        traces_sample_rate=1.0,
        transport=transport,
    )
    yield transport
    sentry_sdk.init()
