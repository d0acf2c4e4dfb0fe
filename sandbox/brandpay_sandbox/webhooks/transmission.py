"""One event on its way to one URL, with every attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..toss.clock import iso

if TYPE_CHECKING:
    from .events import Event
    from .registered import Webhook

RETRIES = tuple(timedelta(minutes=4**power) for power in range(7))
"""Waited after each failure: 1, 4, 16, 64, 256, 1024 and 4096 minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    at: datetime
    transmission_id: str
    retried: int
    by_hand: bool
    status: int | None
    """The HTTP status that was answered; None: no answer."""
    error: str | None = None
    answer: str = ""
    """The beginning of what was answered."""

    @property
    def succeeded(self) -> bool:
        """Nothing but 200 counts (UNCERTAIN for the rest of 2xx)."""
        return self.status == 200 and self.error is None

    def to_json(self) -> dict[str, Any]:
        return {
            "at": iso(self.at),
            "transmissionId": self.transmission_id,
            "retriedCount": self.retried,
            "byHand": self.by_hand,
            "status": self.status,
            "error": self.error,
            "answer": self.answer,
        }


@dataclass(slots=True, kw_only=True)
class Transmission:
    id: int
    webhook: Webhook
    event: Event
    body: bytes
    transmission_id: str
    sequence: int
    """What is due at one time is sent in this order."""
    due_at: datetime | None
    """None: nothing will be sent any more, unless by hand."""
    held: bool = False
    """Kept back until the next event to the same URL."""
    fault: str | None = None
    dropped: bool = False
    sending: bool = False
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def state(self) -> str:
        """waiting, sending, delivered, failed or dropped."""
        if self.sending:
            return "sending"
        if any(one.succeeded for one in self.attempts):
            return "delivered"
        if self.due_at is not None:
            return "waiting"
        return "dropped" if self.dropped else "failed"

    def record(self, attempt: Attempt) -> None:
        """Keep what came of an attempt, and when to try again."""
        self.attempts.append(attempt)
        if attempt.succeeded:
            self.due_at = None
        elif not attempt.by_hand and self.due_at is not None:
            failures = sum(not one.by_hand for one in self.attempts)
            retry = RETRIES[failures - 1] if failures <= len(RETRIES) else None
            self.due_at = None if retry is None else attempt.at + retry

    def to_json(self) -> dict[str, Any]:
        last = self.attempts[-1] if self.attempts else None
        return {
            "id": self.id,
            "webhook": self.webhook.id,
            "url": self.webhook.url,
            "eventType": self.event.type,
            "status": self.event.status,
            "orderId": self.event.order_id,
            "paymentKey": self.event.payment_key,
            "transmissionId": self.transmission_id,
            "state": self.state,
            "dueAt": None if self.due_at is None else self.due_at.isoformat(),
            "fault": self.fault,
            "answered": last.status if last else None,
            "attempts": [one.to_json() for one in self.attempts],
            "body": self.event.envelope(),
        }
