"""The records of Saleor's Payments API: of one Payment, and under Saleor's locks."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from saleor.checkout.models import Checkout
from saleor.payment import TransactionKind
from saleor.payment.models import Payment, Transaction

from ...api.payment import Cancel
from ...api.payment import Payment as Approval
from ...core.messages.problem import Problem
from ...core.messages.refund_problems import of_refund
from ...core.shop_records import BookingStatus, Records
from ...models import Attempt, Refund, SourceType
from ..saleor.locks import patiently
from . import bookkeeping

logger = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds that a worker waits for one of Saleor's locks; a hook may hold them for half a minute."""


class PaymentRecords:
    """What Saleor has recorded of one Payment (core.shop.ShopPayment)."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def booking_status(self, payment_key: str) -> BookingStatus:
        payment = (
            Payment.objects.filter(
                pk=self.pk,
                transactions__kind=TransactionKind.CAPTURE,
                transactions__is_success=True,
                transactions__token=payment_key,
            )
            .only("order_id")
            .first()
        )
        if payment is None:
            return BookingStatus.UNBOOKED
        return BookingStatus.ORDERED if payment.order_id else BookingStatus.CAPTURED

    def records(self, payment_key: str) -> Records | None:
        payment = Payment.objects.filter(pk=self.pk).only("order_id").first()
        if payment is None:
            return None
        rows = list(
            Transaction.objects.filter(payment_id=self.pk, is_success=True)
            .order_by("pk")
            .values_list("kind", "token", "amount")
        )
        captures = [row for row in rows if row[0] == TransactionKind.CAPTURE]
        refunds = [row for row in rows if row[0] == TransactionKind.REFUND]
        ongoing = [row for row in rows if row[0] == TransactionKind.REFUND_ONGOING]
        status = BookingStatus.UNBOOKED
        if any(token == payment_key for _, token, _ in captures):
            status = BookingStatus.ORDERED if payment.order_id else BookingStatus.CAPTURED
        return Records(
            booking_status=status,
            captured=_won(captures),
            refunded=_won(refunds),
            refund_keys=frozenset(token for _, token, _ in refunds),
            awaited=int(ongoing[-1][2]) if ongoing else 0,
        )

    def lock(self) -> None:
        _lock(self.pk)

    def book_refunds(self, cancels: Sequence[Cancel], *, of_order: bool = True) -> int:
        return bookkeeping.book_refunds(self.pk, cancels, of_order=of_order)

    def book_automatic_refund(self, attempt: Attempt, payment: Approval) -> None:
        if self.booking_status(attempt.payment_key) is not BookingStatus.UNBOOKED:
            self.book_refunds(payment.cancels, of_order=False)

    def refund_refused(self, row: Refund, reason: Problem) -> None:
        self.note(of_refund(row.amount, reason).for_staff)

    def note(self, message: str) -> None:
        logger.warning("payment %s: %s", self.pk, message)
        bookkeeping.note(self.pk, message)


@contextmanager
def locked(attempt: Attempt, seconds: float = PATIENCE) -> Iterator[None]:
    """For a worker: the checkout, then the Payment (M13). Raises Busy."""
    with patiently(seconds):
        if attempt.source_type == SourceType.CHECKOUT:
            rows = Checkout.objects.filter(pk=attempt.source_id)
            rows.select_for_update(of=("self",)).order_by("pk").first()
        _lock(attempt.payment_pk or 0)
        yield


def _lock(pk: int) -> None:
    Payment.objects.select_for_update(of=("self",)).filter(pk=pk).first()


def _won(rows: list[tuple[str, str, Decimal]]) -> int:
    return int(sum((amount for _, _, amount in rows), Decimal(0)))
