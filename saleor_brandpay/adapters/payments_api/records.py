"""The books of Saleor's Payments API for our workers (core.desk.Office)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from saleor.checkout.models import Checkout
from saleor.payment import TransactionKind
from saleor.payment.interface import GatewayResponse
from saleor.payment.models import Payment
from saleor.payment.models import Transaction as Booking
from saleor.payment.utils import create_transaction, gateway_postprocess

from ...api.payment import Payment as Approval
from ...core.attempts import queries
from ...core.attempts.source import Source
from ...core.confirm.context import Found
from ...core.messages.problems import Problem
from ...core.shop import BookingStatus, Completion, Origin, Records
from ...models import Attempt, Debtor, Refund, SourceType
from ..ids import PLUGIN_ID
from ..saleor.locks import patiently
from .bookkeeping import PaymentDesk, note
from .complete_checkout import finish_checkout

logger = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds that a worker waits for one of Saleor's locks; a hook may hold them for half a minute."""


class PaymentOffice(PaymentDesk):
    @contextmanager
    def locked(self, attempt: Attempt) -> Iterator[None]:
        with patiently(PATIENCE):
            if attempt.source_type == SourceType.CHECKOUT:
                rows = Checkout.objects.filter(pk=attempt.source_id)
                rows.select_for_update(of=("self",)).order_by("pk").first()
            self.lock(attempt.debtor)
            yield

    @contextmanager
    def origin(self, debtor: Debtor) -> Iterator[Origin | None]:
        with patiently(PATIENCE):
            rows = Payment.objects.filter(pk=debtor, gateway=PLUGIN_ID)
            for checkout_pk in rows.values_list("checkout_id", flat=True):
                locked = Checkout.objects.filter(pk=checkout_pk)
                locked.select_for_update(of=("self",)).first()
            self.lock(debtor)
            payment = rows.select_related("checkout", "order").first()
            holder = payment and (payment.checkout or payment.order)
            if payment is None or holder is None:
                yield None
                return
            kind = SourceType.CHECKOUT if payment.checkout else SourceType.ORDER
            yield Origin(
                source=Source(type=kind, id=str(holder.pk)),
                user_pk=holder.user_id,
                channel_pk=holder.channel_id,
                amount=int(payment.total),
            )

    def records(self, debtor: Debtor, payment_key: str) -> Records | None:
        payment = Payment.objects.filter(pk=debtor).only("order_id").first()
        if payment is None:
            return None
        rows = list(
            Booking.objects.filter(payment_id=debtor, is_success=True)
            .order_by("pk")
            .values_list("kind", "token", "amount")
        )
        captures = [row for row in rows if row[0] == TransactionKind.CAPTURE]
        refunds = [row for row in rows if row[0] == TransactionKind.REFUND]
        ongoing = [row for row in rows if row[0] == TransactionKind.REFUND_ONGOING]
        booking_status = BookingStatus.UNBOOKED
        if any(token == payment_key for _, token, _ in captures):
            booking_status = BookingStatus.ORDERED if payment.order_id else BookingStatus.CAPTURED
        return Records(
            booking_status=booking_status,
            captured=_sum(captures),
            refunded=_sum(refunds),
            refund_keys=frozenset(token for _, token, _ in refunds),
            awaited=int(ongoing[-1][2]) if ongoing else 0,
        )

    def finish(self, attempt: Attempt) -> Completion:
        pk = attempt.payment_pk or 0
        if attempt.source_type != SourceType.CHECKOUT:
            return Completion(ordered=False, final=True, reason="it belongs to no checkout")
        try:
            completed = finish_checkout(attempt.source_id, pk, Found())
        except Exception as error:
            # Whatever stops Saleor may pass; the money is safe, and the next look tries again.
            logger.exception("attempt %s: the order could not be made", attempt.order_id)
            return Completion(ordered=False, reason=type(error).__name__)
        # Whatever came of it here: the buyer's own request may have made the order meanwhile.
        key = queries.payment_key_now(attempt)
        if self.booking_status(pk, key) is BookingStatus.ORDERED:
            return Completion(ordered=True)
        if completed.order_pk:
            return Completion(ordered=False, final=True, reason="the order was not paid by it")
        if not Checkout.objects.filter(pk=attempt.source_id).exists():
            return Completion(ordered=False, final=True, reason="the checkout is gone")
        return Completion(ordered=False, final=completed.final, reason=completed.error)

    def book_capture(self, debtor: Debtor, payment: Approval) -> bool:
        row = Payment.objects.select_for_update(of=("self",)).filter(pk=debtor).first()
        if row is None:
            return False
        if row.transactions.filter(kind=TransactionKind.CAPTURE, is_success=True).exists():
            return False
        was_active = row.is_active
        response = GatewayResponse(
            is_success=True,
            action_required=False,
            kind=TransactionKind.CAPTURE,
            amount=Decimal(payment.total_amount),
            currency=row.currency,
            transaction_id=payment.payment_key,
            error=None,
            raw_response={"orderId": payment.order_id},
            psp_reference=payment.payment_key,
        )
        booked = create_transaction(
            row,
            kind=TransactionKind.CAPTURE,
            payment_information=None,
            gateway_response=response,
        )
        gateway_postprocess(booked, row)
        Payment.objects.filter(pk=debtor).update(
            is_active=was_active, psp_reference=payment.payment_key[:512]
        )
        return True

    def refuse_unsent(self, attempt: Attempt, reason: Problem) -> bool:
        """This API has no requests: staff's mutation gets the answer itself."""
        return False

    def recount(self, attempt: Attempt) -> None:
        """This API writes a capture and its sums in one transaction."""

    def end_ongoing(self, debtor: Debtor, reason: str) -> None:
        Booking.objects.filter(
            payment_id=debtor, kind=TransactionKind.REFUND_ONGOING, is_success=True
        ).update(is_success=False, error=reason)

    def book_charge(self, attempt: Attempt) -> bool:
        raise NotImplementedError("only a TransactionItem is charged without its checkout's order")

    def book_taken_back(self, attempt: Attempt, payment: Approval) -> None:
        if self.booking_status(attempt.debtor, attempt.payment_key) is not BookingStatus.UNBOOKED:
            self.book_refunds(attempt.debtor, payment.cancels, of_order=False)

    def refund_refused(self, attempt: Attempt, row: Refund, reason: Problem) -> None:
        self.note(
            attempt.debtor,
            f"브랜드페이: {row.amount:,}원 환불이 되지 않았습니다. {reason.ko} / "
            f"Brandpay: the refund of {row.amount:,} won was not made. {reason.en}",
        )

    def note(self, debtor: Debtor, message: str) -> None:
        logger.warning("payment %s: %s", debtor, message)
        note(debtor, message)


def _sum(rows: list[Any]) -> int:
    return int(sum((amount for _, _, amount in rows), Decimal(0)))
