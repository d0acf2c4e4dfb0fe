"""The books of Saleor's Transactions API for our workers and hooks (core.desk.Office)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal

from saleor.order.events import external_notification_event
from saleor.order.models import Order
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem

from ...api.payment import Cancel, Payment
from ...core.attempts.source import Source
from ...core.messages.problems import Problem
from ...core.shop import BookingStatus, Completion, Origin, Records
from ...models import Attempt, Debtor, Refund, SourceType
from ..ids import PLUGIN_ID
from . import transaction_events, unsent_requests
from .locks import locked

logger = logging.getLogger(__name__)

PATIENCE = 5


class TransactionOffice:
    def booking_status(self, debtor: Debtor, payment_key: str) -> BookingStatus:
        item = (
            TransactionItem.objects.filter(
                token=debtor,
                events__type=TransactionEventType.CHARGE_SUCCESS,
                events__psp_reference=payment_key,
                events__include_in_calculations=True,
            )
            .only("order_id", "checkout_id")
            .first()
        )
        return BookingStatus.UNBOOKED if item is None else _standing(item)

    def counts(self, debtor: Debtor) -> bool:
        item = _item(debtor)
        return item is None or transaction_events.counts(item)

    def lock(self, debtor: Debtor) -> None:
        rows = TransactionItem.objects.order_by("pk").filter(token=debtor)
        rows.select_for_update(of=("self",)).first()

    def locked(self, attempt: Attempt) -> AbstractContextManager[None]:
        return locked(attempt.debtor, PATIENCE)

    @contextmanager
    def origin(self, debtor: Debtor) -> Iterator[Origin | None]:
        with locked(debtor, PATIENCE):
            rows = TransactionItem.objects.filter(token=debtor, app_identifier=PLUGIN_ID)
            item = rows.select_related("checkout", "order").first()
            holder = item and (item.checkout or item.order)
            request = item and item.events.filter(type__in=transaction_events.REQUESTS).first()
            if item is None or holder is None or request is None:
                yield None
                return
            kind = SourceType.CHECKOUT if item.checkout else SourceType.ORDER
            yield Origin(
                source=Source(type=kind, id=str(holder.pk)),
                user_pk=holder.user_id,
                channel_pk=holder.channel_id,
                amount=int(request.amount_value),
            )

    def records(self, debtor: Debtor, payment_key: str) -> Records | None:
        rows = TransactionItem.objects.filter(token=debtor).only("order_id", "checkout_id")
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
        booking_status = BookingStatus.UNBOOKED
        if any(reference == payment_key for _, reference, _ in charges):
            booking_status = _standing(item)
        return Records(
            booking_status=booking_status,
            captured=int(sum((row[2] for row in charges), Decimal(0))),
            refunded=int(sum((row[2] for row in refunds), Decimal(0))),
            refund_keys=frozenset(reference for _, reference, _ in refunds),
            awaited=0,
        )

    def finish(self, attempt: Attempt) -> Completion:
        raise NotImplementedError("a charge needs no order: see book_charge")

    def book_capture(self, debtor: Debtor, payment: Payment) -> bool:
        """Nothing is written before its refund (M16)."""
        return False

    def book_charge(self, attempt: Attempt) -> bool:
        item = _item(attempt.debtor)
        if item is None or not (item.checkout_id or item.order_id):
            return False
        transaction_events.charge(item, attempt)
        return True

    def book_refunds(
        self, debtor: Debtor, cancels: Sequence[Cancel], *, of_order: bool = True
    ) -> int:
        item = _item(debtor)
        return transaction_events.refunds(item, cancels) if item else 0

    def book_taken_back(self, attempt: Attempt, payment: Payment) -> None:
        item = _item(attempt.debtor)
        if item is None:
            return
        transaction_events.charged_and_refunded(item, payment)

    def refund_refused(self, attempt: Attempt, row: Refund, reason: Problem) -> None:
        item = _item(attempt.debtor)
        request = transaction_events.request_of(item, row.operation) if item else None
        if request is None:
            self.note(attempt.debtor, reason.bilingual)
            return
        transaction_events.answer(
            request, "REFUND_FAILURE", request.amount_value, message=reason.bilingual
        )

    def refuse_unsent(self, attempt: Attempt, reason: Problem) -> bool:
        item = _item(attempt.debtor)
        requests = unsent_requests.of(item) if item else []
        if item is None or not any(map(unsent_requests.is_old, requests)):
            return bool(requests)
        with self.locked(attempt):
            # The hook that was to send them takes the same lock, and looks for an answer first.
            requests = unsent_requests.of(item)
            for request in filter(unsent_requests.is_old, requests):
                transaction_events.answer(
                    request, "REFUND_FAILURE", request.amount_value, message=reason.bilingual
                )
        return not all(map(unsent_requests.is_old, requests))

    def recount(self, attempt: Attempt) -> None:
        item = _item(attempt.debtor)
        if item is None or not transaction_events.is_half_counted(item):
            return
        with self.locked(attempt):
            transaction_events.recount(TransactionItem.objects.get(pk=item.pk))

    def end_ongoing(self, debtor: Debtor, reason: str) -> None:
        """This API has no refunds that keep an order from being made."""

    def note(self, debtor: Debtor, message: str) -> None:
        logger.warning("transaction %s: %s", debtor, message)
        order = Order.objects.filter(payment_transactions__token=debtor).first()
        if order:
            external_notification_event(
                order=order, user=None, app=None, message=message, parameters=None
            )


def request_of(debtor: Debtor, operation: str) -> TransactionEvent | None:
    """The request of staff's that a refund of ours belongs to."""
    item = _item(debtor)
    return transaction_events.request_of(item, operation) if item else None


def _standing(item: TransactionItem) -> BookingStatus:
    if item.order_id:
        return BookingStatus.ORDERED
    return BookingStatus.CAPTURED if item.checkout_id else BookingStatus.ADRIFT


def _item(debtor: Debtor) -> TransactionItem | None:
    return TransactionItem.objects.filter(token=debtor).first()
