"""Many approved payments at once, for measurements: no buyer, no windows, no webhooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from ..toss.clock import iso
from ..toss.merchants import DOCUMENTATION_PAIR
from ..toss.window import checked_customer_key, known_pair
from .fields import Body, choice, instant, number, only, optional_text, whole

if TYPE_CHECKING:
    from ..toss.customers import Method, MethodType
    from ..toss.merchants import KeyPair
    from ..toss.payments import Payment
    from ..toss.state import State

MAXIMUM = 500_000
_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    pair: KeyPair
    customer_key: str
    method: MethodType
    count: int
    amount: int
    prefix: str
    since: datetime
    step: timedelta
    cancel_every: int | None

    @classmethod
    def parse(cls, state: State, body: Body) -> Bulk:
        """From a control request; raises SdkError or ValueError."""
        names = ("clientKey", "customerKey", "method", "count", "amount", "orderPrefix", "since")
        only(body, *names, "seconds", "cancelEvery")
        body = {"amount": 15000, "orderPrefix": "bulk-", "method": "card", "seconds": 0} | body
        prefix = optional_text(body, "orderPrefix") or "bulk-"
        if _PREFIX.fullmatch(prefix) is None:
            raise ValueError("orderPrefix must be 1 to 50 letters, digits, - or _")
        if "count" not in body:
            raise ValueError("count is required")
        count = whole(body, "count", 1, MAXIMUM)
        step = timedelta(seconds=number(body, "seconds", 86400))
        now = state.clock.now()
        return cls(
            pair=known_pair(state.keys, body.get("clientKey", DOCUMENTATION_PAIR[0])),
            customer_key=checked_customer_key(body.get("customerKey", "bulk-customer")),
            method=cast("MethodType", choice(body, "method", "card", "account")),
            count=count,
            amount=whole(body, "amount", 1),
            prefix=prefix,
            since=instant(body, "since") if "since" in body else now - step * (count - 1),
            step=step,
            cancel_every=whole(body, "cancelEvery", 1) if "cancelEvery" in body else None,
        )

    def make(self, state: State) -> list[dict[str, Any]]:
        """Approve them, `step` after one another; each n-th is cancelled in the same moment."""
        with state.announcer.silence():
            method = self._method(state)
            return [self._one(state, method, number) for number in range(self.count)]

    def _method(self, state: State) -> Method:
        customer = state.customers.get_or_create(self.pair.merchant, self.customer_key)
        known = customer.enabled(self.method)
        return known[0] if known else state.customers.register(customer, self.method, self.since)

    def _one(self, state: State, method: Method, number: int) -> dict[str, Any]:
        at = self.since + self.step * number
        payment = state.payments.open(
            self.pair,
            order_id=f"{self.prefix}{number:07}",
            order_name="Bulk",
            customer_key=self.customer_key,
            amount=self.amount,
            requested_at=at,
        )
        payment.authenticate(method, at)
        payment.approve(state.ids, at)
        if self.cancel_every is not None and (number + 1) % self.cancel_every == 0:
            _cancel(state, payment, at)
        return {
            "orderId": payment.order_id,
            "paymentKey": payment.payment_key,
            "status": payment.status,
            "approvedAt": iso(at),
        }


def _cancel(state: State, payment: Payment, at: datetime) -> None:
    payment.cancel(state.ids, at, amount=payment.amount, reason="bulk", tax_free=0, exemption=0)
