"""Writing TransactionEvents, with Saleor's own functions; the caller holds Saleor's locks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem
from saleor.payment.transaction_item_calculations import recalculate_transaction_amounts
from saleor.payment.utils import (
    create_transaction_event_for_transaction_session,
    process_order_or_checkout_with_transaction,
)
from saleor.plugins.manager import get_plugins_manager

from ...api.payment import Cancel, Payment
from ...core.messages.staff import staff_text
from ...core.refunds.identity import operation_of
from ...models import Attempt
from ..saleor.apps import booking_app
from . import display, requests
from .request_answers import answer_made, event_fields
from .responses import charge_success

REQUESTS = (TransactionEventType.CHARGE_REQUEST, TransactionEventType.AUTHORIZATION_REQUEST)


def charge(item: TransactionItem, attempt: Attempt) -> None:
    """What the session's answer would have made Saleor write; written twice it counts once."""
    request = item.events.filter(type__in=REQUESTS).order_by("pk").first()
    if request is None:
        request = TransactionEvent(
            transaction=item,
            type=TransactionEventType.CHARGE_REQUEST,
            amount_value=Decimal(attempt.amount),
            currency=item.currency,
            include_in_calculations=False,
        )
        request.save()
    create_transaction_event_for_transaction_session(
        request,
        booking_app(),
        manager=get_plugins_manager(allow_replica=False),
        transaction_webhook_response=charge_success(attempt),
    )
    display.name(attempt)


def refunds(item: TransactionItem, cancels: Sequence[Cancel]) -> int:
    """Those that are not booked yet, each to whoever asked for it; how many were new."""
    known = set(
        item.events.filter(type=TransactionEventType.REFUND_SUCCESS).values_list(
            "psp_reference", flat=True
        )
    )
    new = [cancel for cancel in cancels if cancel.transaction_key not in known]
    asked = [(requests.of_refund(item, operation_of(one.reason)), one) for one in new]
    _append(item, [_refund(item, cancel) for rows, cancel in asked if not rows])
    for rows, cancel in asked:
        # All that wait for it; one that was given up is told that it was made after all.
        for request in [row for row in rows if not row.psp_reference] or rows[:1]:
            answer_made(request, Decimal(cancel.amount), cancel.transaction_key)
    return len(new)


def charged_and_refunded(item: TransactionItem, payment: Payment) -> None:
    """Both at once: a charge that stood alone would make Saleor complete the checkout (M16)."""
    rows = [
        TransactionEvent(
            **event_fields(item),
            type=TransactionEventType.CHARGE_SUCCESS,
            amount_value=Decimal(payment.total_amount),
            psp_reference=payment.payment_key,
            message=staff_text(
                "승인되었지만 주문으로 처리할 수 없습니다.", "Approved, but it could not be kept."
            ),
        )
    ]
    _append(item, [*rows, *(_refund(item, cancel) for cancel in payment.cancels)])


def _append(item: TransactionItem, rows: Sequence[TransactionEvent]) -> None:
    known = set(item.events.values_list("type", "psp_reference"))
    new = [row for row in rows if (row.type, row.psp_reference) not in known]
    if not new:
        return
    for row in new:
        row.save()
    recount(item)
    display.end_actions(item)


def is_half_counted(item: TransactionItem) -> bool:
    """Whether Saleor's worker died between writing a charge and counting it.

    It writes the event, the item's sums and the state of the checkout or order one after another,
    and a repeated transactionProcess stops at the event.
    """
    kept = _sums(item)
    recalculate_transaction_amounts(item, save=False)
    holder = item.checkout or item.order
    state = getattr(holder, "authorize_status", "none")
    return _sums(item) != kept or (
        holder is not None and state == "none" and item.charged_value > 0
    )


def counts(item: TransactionItem) -> bool:
    """Whether its sums hold all charges that are written; refunds only move them to and fro."""
    kept = sum(_sums(item))
    recalculate_transaction_amounts(item, save=False)
    return kept >= sum(_sums(item))


def recount(item: TransactionItem) -> None:
    before = (item.authorized_value, item.charged_value, item.refunded_value)
    recalculate_transaction_amounts(item)
    manager = get_plugins_manager(allow_replica=False)
    process_order_or_checkout_with_transaction(item, manager, None, booking_app(), *before)


def _sums(item: TransactionItem) -> tuple[Decimal, ...]:
    return (item.charged_value, item.refunded_value, item.refund_pending_value)


def _refund(item: TransactionItem, cancel: Cancel) -> TransactionEvent:
    return TransactionEvent(
        **event_fields(item),
        type=TransactionEventType.REFUND_SUCCESS,
        amount_value=Decimal(cancel.amount),
        psp_reference=cancel.transaction_key,
        message=cancel.reason[:512],
    )
