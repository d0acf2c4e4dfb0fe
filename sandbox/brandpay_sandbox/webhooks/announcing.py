"""Turns what happens to payments, methods and customers into events."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..toss.clock import iso
from ..toss.payment_json import payment_json
from .events import CUSTOMER, METHOD, PAYMENT, Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..http.settings import Settings
    from ..toss.clock import SandboxClock
    from ..toss.customers import Customer, Method
    from ..toss.merchants import Merchant
    from ..toss.payments import Payment
    from .outbox import Outbox

TOLD = frozenset({"DONE", "CANCELED", "PARTIAL_CANCELED", "ABORTED", "EXPIRED"})
"""Not READY or IN_PROGRESS, nor that a buyer closed the window."""


class Announcer:
    def __init__(self, outbox: Outbox, clock: SandboxClock, settings: Settings) -> None:
        self._outbox = outbox
        self._clock = clock
        self._settings = settings
        self._silent = False

    @contextmanager
    def silence(self) -> Iterator[None]:
        """What happens meanwhile is told to nobody."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def payment(self, payment: Payment, at: datetime) -> None:
        """`payment` has a new status since `at`.

        UNCERTAIN: the approval of an auto payment is not told (documented for billing), unless
        a switch says so; its cancels are. An ended payment window is told as ABORTED.
        """
        hidden = payment.auto and not payment.cancels and not self._settings.auto_payment_webhooks
        merchant = payment.pair.merchant
        if payment.status in TOLD and not hidden and self._wanted(merchant, PAYMENT):
            self._tell(merchant, PAYMENT, at, payment_json(payment))

    def method(self, customer: Customer, method: Method, status: str) -> None:
        """ENABLED, DISABLED or ALIAS_UPDATED; UNCERTAIN: Toss's example prints ENABLE."""
        if status == "ENABLED" and self._settings.method_enable:
            status = "ENABLE"
        data = {"customerKey": customer.key, "methodKey": method.method_key, "status": status}
        if self._wanted(customer.merchant, METHOD):
            self._tell(customer.merchant, METHOD, self._clock.now(), data)

    def customer(self, customer: Customer, status: str) -> None:
        """CREATED, REMOVED, PASSWORD_CHANGED, ONE_TOUCH_ACTIVATED or ONE_TOUCH_DEACTIVATED."""
        now = self._clock.now()
        data = {"customerKey": customer.key, "status": status, "changedAt": iso(now)}
        if self._wanted(customer.merchant, CUSTOMER):
            self._tell(customer.merchant, CUSTOMER, now, data)

    def _wanted(self, merchant: Merchant, event_type: str) -> bool:
        return not self._silent and self._outbox.webhooks.wanted(merchant, event_type)

    def _tell(
        self, merchant: Merchant, event_type: str, at: datetime, data: dict[str, Any]
    ) -> None:
        self._outbox.queue(Event(merchant=merchant, type=event_type, at=at, data=data))
