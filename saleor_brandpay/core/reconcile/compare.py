"""What Toss shows of a payment against what the shop has booked; reads and writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...api.payment import Cancel, Payment
from ...models import Kind, PaymentReference
from ..shop_records import Booked, RecordedPayment


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    kind: Kind
    reason: str
    """Picks the words that it is explained with (explaining.py)."""
    order_id: str
    payment_key: str = ""
    reference: PaymentReference | None = None
    order: str = ""
    toss_won: int | None = None
    shop_won: int | None = None
    at: datetime.datetime | None = None


@dataclass
class _Comparison:
    """Payments at Toss and the accounts on which they are booked, as one pool.

    One Payment of the shop may hold several approvals, all but one of them refunded, and its
    refunds do not say to which they belong.
    """

    order_ids: Mapping[str, str]
    recorded_payments: Sequence[RecordedPayment]
    captures: dict[str, list[tuple[RecordedPayment, Booked]]] = field(default_factory=dict)
    refunds: list[tuple[RecordedPayment, Booked]] = field(default_factory=list)
    """Those that no cancel at Toss was found for so far."""
    cancels: list[tuple[Payment, Cancel, RecordedPayment]] = field(default_factory=list)
    """Those that no refund of the shop was found for so far."""
    found: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        for recorded in self.recorded_payments:
            for capture in recorded.captures:
                self.captures.setdefault(capture.token, []).append((recorded, capture))
            self.refunds += [(recorded, refund) for refund in recorded.refunds]

    def payment(self, key: str, payment: Payment | None) -> None:
        booked = self.captures.get(key, [])
        if payment is None or not payment.is_approved_once:
            return
        cancels = [cancel for cancel in payment.cancels if cancel.status == "DONE"]
        if not booked:
            for cancel in cancels:
                self._refund_of(cancel)
            if payment.balance_amount > 0:
                recorded = self.recorded_payments[0] if self.recorded_payments else None
                won = (payment.balance_amount, 0)
                self._add(Kind.PAID_WITHOUT_ORDER, "not_booked", key, recorded, won, payment)
            return
        recorded = booked[0][0]
        captured = sum(capture.amount for _, capture in booked)
        if captured != payment.total_amount:
            reason = "booked_twice" if len(booked) > 1 else "approved"
            won = (payment.total_amount, captured)
            self._add(Kind.AMOUNT_DRIFT, reason, key, recorded, won, payment)
        for cancel in cancels:
            refund = self._refund_of(cancel)
            if refund is None:
                self.cancels.append((payment, cancel, recorded))
            elif refund.amount != cancel.amount:
                won = (cancel.amount, refund.amount)
                self._add(Kind.AMOUNT_DRIFT, "refund", key, recorded, won, payment, refund.at)
        if payment.balance_amount > 0 and not any(recorded.kept for recorded, _ in booked):
            reason = "nowhere" if recorded.reference.is_transaction else "no_order"
            won = (payment.balance_amount, captured)
            self._add(Kind.PAID_WITHOUT_ORDER, reason, key, recorded, won, payment)

    def _refund_of(self, cancel: Cancel) -> Booked | None:
        for item in self.refunds:
            if cancel.transaction_key and item[1].token == cancel.transaction_key:
                self.refunds.remove(item)
                return item[1]
        return None

    def missing(self, key: str) -> None:
        """A capture in the shop whose payment Toss does not show as approved."""
        for recorded, capture in self.captures.get(key, []):
            left = capture.amount
            for item in [item for item in self.refunds if item[0] is recorded]:
                self.refunds.remove(item)
                left -= item[1].amount
            if left > 0:
                won = (0, left)
                self._add(
                    Kind.ORDER_WITHOUT_PAYMENT, "not_at_toss", key, recorded, won, at=capture.at
                )

    def by_amount(self) -> None:
        """Refunds that agree in all but their reference, which some answers of Toss lack."""
        for one in list(self.cancels):
            for item in self.refunds:
                if item[0] is one[2] and item[1].amount == one[1].amount:
                    self.refunds.remove(item)
                    self.cancels.remove(one)
                    break

    def rest(self) -> None:
        for key in dict.fromkeys(payment.payment_key for payment, _, _ in self.cancels):
            mine = [one for one in self.cancels if one[0].payment_key == key]
            payment, first, recorded = mine[0]
            won = (sum(cancel.amount for _, cancel, _ in mine), 0)
            self._add(
                Kind.REFUND_ONLY_THERE, "console", key, recorded, won, payment, first.canceled_at
            )
        for recorded in self.recorded_payments:
            refunds = [refund for of, refund in self.refunds if of is recorded]
            if refunds:
                key = recorded.captures[-1].token if recorded.captures else ""
                won = (0, sum(refund.amount for refund in refunds))
                self._add(
                    Kind.REFUND_ONLY_HERE, "not_at_toss", key, recorded, won, at=refunds[0].at
                )

    def unsent(self, payments: Mapping[str, Payment | None]) -> None:
        """Refunds that staff still wait for, though nothing is under way."""
        for recorded in self.recorded_payments:
            if recorded.unsent:
                key = recorded.captures[-1].token if recorded.captures else ""
                won = (0, sum(request.amount for request in recorded.unsent))
                at = recorded.unsent[0].at
                self._add(Kind.STILL_UNKNOWN, "request", key, recorded, won, payments.get(key), at)

    def overcharged(self, payments: Mapping[str, Payment | None]) -> None:
        """Only where the books agree: what else is wrong may be why, and is mended first."""
        for recorded in self.recorded_payments:
            over = recorded.overcharge
            if over and recorded.captures and not self.found:
                capture = recorded.captures[-1]
                won = (over.charged, over.owed)
                payment = payments.get(capture.token)
                self._add(
                    Kind.OVERCHARGED, over.reason, capture.token, recorded, won, payment, capture.at
                )

    def _add(
        self,
        kind: Kind,
        reason: str,
        key: str,
        recorded: RecordedPayment | None,
        won: tuple[int, int],
        payment: Payment | None = None,
        at: datetime.datetime | None = None,
    ) -> None:
        self.found.append(
            Difference(
                kind=kind,
                reason=reason,
                order_id=payment.order_id if payment else self.order_ids.get(key, ""),
                payment_key=key,
                reference=recorded.reference if recorded else None,
                order=recorded.order if recorded else "",
                toss_won=won[0],
                shop_won=won[1],
                at=at or (payment.approved_at if payment else None),
            )
        )


def compare(
    payments: Mapping[str, Payment | None],
    recorded_payments: Sequence[RecordedPayment],
    order_ids: Mapping[str, str],
) -> list[Difference]:
    """The differences of a group of payments, by payment key; None: Toss knows no such payment.

    An approval that was refunded without having been booked nets to zero and is none.
    """
    pool = _Comparison(order_ids=order_ids, recorded_payments=recorded_payments)
    for key, payment in payments.items():
        pool.payment(key, payment)
    for key, payment in payments.items():
        if payment is None or not payment.is_approved_once:
            pool.missing(key)
    pool.by_amount()
    pool.rest()
    pool.unsent(payments)
    pool.overcharged(payments)
    return pool.found
