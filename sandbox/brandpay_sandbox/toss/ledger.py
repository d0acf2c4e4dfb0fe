"""All payments of the sandbox, oldest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .payments import Payment
from .transactions import Transactions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .clock import SandboxClock
    from .ids import Ids
    from .merchants import KeyPair, Merchant


class Ledger:
    """Payments by key and by order id. Whatever it hands out has been expired where due."""

    def __init__(
        self, ids: Ids, clock: SandboxClock, announce: Callable[[Payment, datetime], None]
    ) -> None:
        self._ids = ids
        self._clock = clock
        self._announce = announce
        self._payments: dict[str, Payment] = {}
        self._by_order: defaultdict[tuple[Merchant, str], list[Payment]] = defaultdict(list)
        self._open: dict[str, Payment] = {}
        self.transactions = Transactions()

    def __iter__(self) -> Iterator[Payment]:
        self.expire()
        yield from self._payments.values()

    def open(self, pair: KeyPair, **fields: Any) -> Payment:
        """A new payment, READY."""
        now = self._clock.now()
        fields.setdefault("requested_at", now)
        key = self._ids.payment_key(pair.merchant.m_id, fields["requested_at"])
        payment = Payment(pair=pair, payment_key=key, changed=self._changed, **fields)
        self._payments[key] = payment
        self._by_order[pair.merchant, payment.order_id].append(payment)
        self._open[key] = payment
        return payment

    def restore(self, payment: Payment) -> None:
        """One that was saved, with its transactions."""
        payment.changed = self._changed
        self._payments[payment.payment_key] = payment
        self._by_order[payment.pair.merchant, payment.order_id].append(payment)
        self._open[payment.payment_key] = payment
        self.transactions.restore(payment)

    def expire(self) -> None:
        """End what was left lying too long, in the order of time."""
        now = self._clock.now()
        self._open = {key: one for key, one in self._open.items() if one.expires_at is not None}
        over = [
            (one.expires_at, one)
            for one in self._open.values()
            if one.expires_at is not None and one.expires_at < now
        ]
        for _, payment in sorted(over, key=lambda pair: pair[0]):
            payment.refresh(now)

    def find(self, payment_key: str) -> Payment | None:
        """A payment of whatever merchant."""
        payment = self._payments.get(payment_key)
        if payment is not None:
            payment.refresh(self._clock.now())
        return payment

    def of(self, merchant: Merchant, payment_key: str) -> Payment | None:
        payment = self.find(payment_key)
        return payment if payment and payment.pair.merchant == merchant else None

    def of_order(self, merchant: Merchant, order_id: str) -> list[Payment]:
        """Payments of an order id, newest first."""
        found = self._by_order.get((merchant, order_id), [])
        for payment in found:
            payment.refresh(self._clock.now())
        return found[::-1]

    def approved(self, merchant: Merchant, order_id: str) -> bool:
        """Whether this order id has been approved (refunded since or not)."""
        return any(payment.approved for payment in self.of_order(merchant, order_id))

    def _changed(self, payment: Payment, at: datetime | None) -> None:
        at = at or self._clock.now()
        if payment.approved:
            self.transactions.book(payment, at)
        self._announce(payment, at)
