"""What goes over the wire and what comes back, in shapes that are safe in a traceback."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypedDict

from saleor_brandpay.api.secret import HiddenBytes, HiddenText, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Basic:
    """The merchant's secret key."""

    key: Secret

    def header(self) -> HiddenText:
        return HiddenText("Basic " + base64.b64encode(f"{self.key.reveal()}:".encode()).decode())


@dataclass(frozen=True, slots=True)
class Bearer:
    """A customer's access token."""

    token: Secret

    def header(self) -> HiddenText:
        return HiddenText(f"Bearer {self.token.reveal()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, except for the Authorization header, which is built when it is sent."""

    method: str
    url: str
    path: str
    """As logs, errors and telemetry show it: `{paymentKey}` in place of the key, and no query."""
    credentials: Basic | Bearer
    target: HiddenText | None = None
    """The true path, which only the last step before the socket puts in: requests, urllib3,
    http.client and whatever watches them (Sentry, OpenTelemetry) show and log URLs."""
    body: HiddenBytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_repeatable(self) -> bool:
        """True if sending it twice cannot do anything twice."""
        return self.method == "GET" or "Idempotency-Key" in self.headers


class Context(TypedDict, total=False):
    """What an error can say about the answer that it comes from."""

    http_status: int
    trace_id: str
    replayed: bool
    date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with any status, read to its end; or what there was of one."""

    started: datetime
    """When the request was sent, by our own clock."""
    elapsed: float = 0.0
    """Seconds, connecting included."""
    http_status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""
    body: HiddenBytes = field(default_factory=HiddenBytes)

    @property
    def trace_id(self) -> str:
        """What Toss's support asks for; for a replay both ids, "new, original"."""
        return re.sub(r"[^ -~]", "", self.headers.get("x-tosspayments-trace-id", ""))[:200]

    @property
    def replayed(self) -> bool:
        """True if Toss repeated an earlier answer (one third party measured this).

        UNCERTAIN: how else a replay shows.
        """
        return "," in self.trace_id

    @property
    def date(self) -> datetime | None:
        """Toss's clock."""
        try:
            parsed = parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def context(self) -> Context:
        """For an error about this answer; empty if none began."""
        if not self.http_status:
            return {}
        return {
            "http_status": self.http_status,
            "trace_id": self.trace_id,
            "replayed": self.replayed,
            "date": self.date,
        }
