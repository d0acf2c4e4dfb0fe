"""All payments of the sandbox, oldest first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .payments import Payment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .clock import SandboxClock
    from .ids import Ids
    from .merchants import KeyPair, Merchant


class Ledger:
    """Payments by key and by order id. Whatever it hands out has been expired where due."""

    def __init__(self, ids: Ids, clock: SandboxClock) -> None:
        self._ids = ids
        self._clock = clock
        self._payments: dict[str, Payment] = {}
        self._by_order: defaultdict[tuple[Merchant, str], list[Payment]] = defaultdict(list)

    def __iter__(self) -> Iterator[Payment]:
        now = self._clock.now()
        for payment in self._payments.values():
            payment.refresh(now)
            yield payment

    def open(self, pair: KeyPair, **fields: Any) -> Payment:
        """A new payment, READY."""
        now = self._clock.now()
        key = self._ids.payment_key(pair.merchant.m_id, now)
        payment = Payment(pair=pair, payment_key=key, requested_at=now, **fields)
        self._payments[key] = payment
        self._by_order[pair.merchant, payment.order_id].append(payment)
        return payment

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
