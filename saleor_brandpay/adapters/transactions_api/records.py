"""The records of Saleor's Transactions API: of one TransactionItem, and under Saleor's locks."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from decimal import Decimal

from saleor.order.models import Order
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionItem

from ...api.payment import Cancel, Payment
from ...core.messages.problem import Problem
from ...core.messages.refund_problems import GRANT_ELSEWHERE, of_refund
from ...core.shop_records import BookingStatus, Records
from ...models import Attempt, Refund, RefundStatus
from ..amount_owed import is_closed
from ..saleor import order_history
from ..saleor.types import TransactionRequest
from . import display, locks, request_answers, requests, transaction_events, unsent_requests

logger = logging.getLogger(__name__)


class TransactionRecords:
    """What Saleor has recorded of one TransactionItem (core.shop.ShopPayment)."""

    def __init__(self, token: uuid.UUID) -> None:
        self.token = token

    def booking_status(self, payment_key: str) -> BookingStatus:
        item = (
            TransactionItem.objects.filter(
                token=self.token,
                events__type=TransactionEventType.CHARGE_SUCCESS,
                events__psp_reference=payment_key,
                events__include_in_calculations=True,
            )
            .only("order_id", "checkout_id")
            .first()
        )
        return BookingStatus.UNBOOKED if item is None else _booking_status(item)

    def records(self, payment_key: str) -> Records | None:
        rows = TransactionItem.objects.filter(token=self.token).only("order_id", "checkout_id")
        item = rows.first()
        if item is None:
            return None
        events = list(
            item.events.filter(
                type__in=(TransactionEventType.CHARGE_SUCCESS, TransactionEventType.REFUND_SUCCESS),
                include_in_calculations=True,
            ).values_list("type", "psp_reference", "amount_value")
        )
        charges = [row for row in events if row[0] == TransactionEventType.CHARGE_SUCCESS]
        refunds = [row for row in events if row[0] == TransactionEventType.REFUND_SUCCESS]
        status = BookingStatus.UNBOOKED
        if any(psp_reference == payment_key for _, psp_reference, _ in charges):
            status = _booking_status(item)
        return Records(
            booking_status=status,
            captured=int(sum((row[2] for row in charges), Decimal(0))),
            refunded=int(sum((row[2] for row in refunds), Decimal(0))),
            refund_keys=frozenset(psp_reference for _, psp_reference, _ in refunds),
            awaited=0,
        )

    def lock(self) -> None:
        locks.lock(self.token)

    def book_refunds(self, cancels: Sequence[Cancel], *, of_order: bool = True) -> int:
        item = item_of(self.token)
        return transaction_events.refunds(item, cancels) if item else 0

    def book_automatic_refund(self, attempt: Attempt, payment: Payment) -> None:
        item = item_of(self.token)
        if item is not None:
            transaction_events.charged_and_refunded(item, payment)

    def refund_refused(self, row: Refund, reason: Problem) -> None:
        item = item_of(self.token)
        asked = requests.of_refund(item, row.operation) if item else []
        for request in asked:
            request_answers.refuse(request, "REFUND_FAILURE", reason)
        if not asked:
            self.note(of_refund(row.amount, reason).for_staff)

    def note(self, message: str) -> None:
        logger.warning("transaction %s: %s", self.token, message)
        order = Order.objects.filter(payment_transactions__token=self.token).first()
        if order:
            order_history.note(order, message)


def locked(attempt: Attempt, seconds: float = locks.PATIENCE) -> AbstractContextManager[None]:
    """For a worker (M13). Raises Busy."""
    return locks.locked(attempt.transaction_token, seconds)


def book_charge(attempt: Attempt) -> bool:
    item = item_of(attempt.transaction_token)
    if item is None or not (item.checkout_id or item.order_id) or is_closed(item.order):
        return False
    # Before the charge, which may have Saleor make the order at once.
    display.keep_receipt(attempt)
    transaction_events.charge(item, attempt)
    return True


def recount(attempt: Attempt) -> None:
    display.keep_on_order(attempt)
    item = item_of(attempt.transaction_token)
    if item is None:
        return
    if transaction_events.is_half_counted(item):
        with locked(attempt):
            transaction_events.recount(TransactionItem.objects.get(pk=item.pk))
    if request_answers.unsettled_grants(item):
        with locked(attempt):
            request_answers.settle_grants(item)


def end_requests(attempt: Attempt, reason: Problem) -> bool:
    item = item_of(attempt.transaction_token)
    waiting = unsent_requests.of(item) if item else []
    if item is None or not any(map(_can_end, waiting)):
        return bool(waiting)
    with locked(attempt):
        # The hook that was to send them takes the same lock, and looks for an answer first.
        item.refresh_from_db()
        for request in unsent_requests.of(item):
            _end(attempt, request, reason)
    return not all(map(_can_end, waiting))


def _can_end(request: TransactionRequest) -> bool:
    return unsent_requests.is_old(request) or _made(request) is not None


def _end(attempt: Attempt, request: TransactionRequest, reason: Problem) -> None:
    made = _made(request)
    if made and made.attempt_id == attempt.pk:
        request_answers.answer_made(request, Decimal(made.amount), made.transaction_key)
    elif made:
        request_answers.refuse(request, "REFUND_FAILURE", GRANT_ELSEWHERE)
    elif unsent_requests.is_old(request):
        request_answers.refuse(request, "REFUND_FAILURE", reason)


def _made(request: TransactionRequest) -> Refund | None:
    refund = requests.refund_of(request)
    return refund if refund and refund.status == RefundStatus.DONE else None


def item_of(token: uuid.UUID | None) -> TransactionItem | None:
    return TransactionItem.objects.filter(token=token).first()


def _booking_status(item: TransactionItem) -> BookingStatus:
    if item.order_id:
        return BookingStatus.ORDERED
    return BookingStatus.CAPTURED if item.checkout_id else BookingStatus.ADRIFT
