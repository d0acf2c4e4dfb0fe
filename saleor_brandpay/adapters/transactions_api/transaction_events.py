"""Writing TransactionEvents, with Saleor's own functions; the caller holds Saleor's locks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from saleor.order import OrderGrantedRefundStatus
from saleor.order.utils import calculate_order_granted_refund_status
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem
from saleor.payment.transaction_item_calculations import recalculate_transaction_amounts
from saleor.payment.utils import (
    create_transaction_event_for_transaction_session,
    create_transaction_event_from_request_and_webhook_response,
    process_order_or_checkout_with_transaction,
)
from saleor.plugins.manager import get_plugins_manager

from ...api.payment import Cancel, Payment
from ...core.messages.problems import Problem
from ...core.messages.refund_problems import GRANT_MADE
from ...core.refunds.identity import operation_of
from ...models import Attempt
from ..saleor.apps import app_row
from . import display, requests
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
        app_row(),
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
    if new:
        display.end_actions(item)
    return len(new)


def charged_and_refunded(item: TransactionItem, payment: Payment) -> None:
    """Both at once: a charge that stood alone would make Saleor complete the checkout (M16)."""
    rows = [
        TransactionEvent(
            **_common(item),
            type=TransactionEventType.CHARGE_SUCCESS,
            amount_value=Decimal(payment.total_amount),
            psp_reference=payment.payment_key,
            message="approved, but could not be kept",
        )
    ]
    _append(item, [*rows, *(_refund(item, cancel) for cancel in payment.cancels)])


def answer_made(request: TransactionEvent, amount: Decimal, transaction_key: str) -> None:
    """The refund was made: for a grant that is the last word, whatever was clicked meanwhile."""
    answer(request, "REFUND_SUCCESS", amount, psp_reference=transaction_key)
    display.end_actions(request.transaction)
    if request.related_granted_refund:
        _have_the_last_word(request, amount, transaction_key)


def refuse(request: TransactionEvent, result: str, problem: Problem) -> None:
    """Unless somebody else has answered it meanwhile."""
    if not is_answered(request):
        answer(request, result, request.amount_value, message=problem.bilingual)


def answer(
    request: TransactionEvent,
    result: str,
    amount: Decimal,
    *,
    psp_reference: str = "",
    message: str = "",
) -> None:
    """Answer a request of staff's (transactionRequestAction), as a payment app would.

    Saleor takes two failures without a reference for one and the same: each request names its own.
    """
    response: dict[str, Any] = {
        "result": result,
        "amount": amount,
        "message": message[:512],
        "pspReference": psp_reference or f"request-{request.pk}",
    }
    app = app_row()
    read_again(request)
    with transaction.atomic():
        # Saleor saves the request first: without its end it would count as pending for ever.
        create_transaction_event_from_request_and_webhook_response(request, app, response)


def is_answered(request: TransactionEvent) -> bool:
    """Whether somebody else has answered it meanwhile; the caller holds the item."""
    rows = TransactionEvent.objects.filter(pk=request.pk, psp_reference__isnull=False)
    return bool(rows.exists())


def read_again(request: TransactionEvent) -> None:
    """As it is under our lock: Saleor goes by the sums that it finds on its item, and tells of a
    refund once more when they are old; its grant may have been deleted."""
    item = request.transaction
    request.refresh_from_db(fields=["psp_reference", "related_granted_refund"])
    item.refresh_from_db()
    request.transaction = item


def unsettled_grants(item: TransactionItem) -> list[TransactionEvent]:
    """Successes of grants that do not look refunded: Saleor goes by the latest event, and writes
    what it has read without a lock."""
    rows = item.events.filter(
        type=TransactionEventType.REFUND_SUCCESS,
        include_in_calculations=True,
        related_granted_refund__transaction_item=item,
    ).exclude(related_granted_refund__status=OrderGrantedRefundStatus.SUCCESS)
    return list(rows.select_related("related_granted_refund", "transaction"))


def settle_grants(item: TransactionItem) -> None:
    for success in unsettled_grants(item):
        _have_the_last_word(success, success.amount_value, success.psp_reference)
        calculate_order_granted_refund_status(success.related_granted_refund)


def _have_the_last_word(event: TransactionEvent, amount: Decimal, transaction_key: str) -> None:
    """A grant stands as its latest event says. When that is a click that came after the refund, it
    gets a success of its own, under the same reference, which counts in no sum."""
    item, grant = event.transaction, event.related_granted_refund
    rows = item.events.filter(related_granted_refund=grant)
    latest = rows.order_by("created_at", "pk").last()
    if latest.type == TransactionEventType.REFUND_SUCCESS:
        return
    fields = _common(item) | {"include_in_calculations": False}
    TransactionEvent.objects.create(
        **fields,
        type=TransactionEventType.REFUND_SUCCESS,
        amount_value=amount,
        psp_reference=transaction_key,
        message=GRANT_MADE.bilingual,
        related_granted_refund=grant,
        # Clocks of servers differ.
        created_at=max(timezone.now(), latest.created_at + datetime.timedelta(milliseconds=1)),
    )
    calculate_order_granted_refund_status(grant)


def _append(item: TransactionItem, rows: Sequence[TransactionEvent]) -> None:
    known = set(item.events.values_list("type", "psp_reference"))
    new = [row for row in rows if (row.type, row.psp_reference) not in known]
    if not new:
        return
    for row in new:
        row.save()
    recount(item)


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
    process_order_or_checkout_with_transaction(item, manager, None, app_row(), *before)


def _sums(item: TransactionItem) -> tuple[Decimal, ...]:
    return (item.charged_value, item.refunded_value, item.refund_pending_value)


def _refund(item: TransactionItem, cancel: Cancel) -> TransactionEvent:
    return TransactionEvent(
        **_common(item),
        type=TransactionEventType.REFUND_SUCCESS,
        amount_value=Decimal(cancel.amount),
        psp_reference=cancel.transaction_key,
        message=cancel.reason[:512],
    )


def _common(item: TransactionItem) -> dict[str, Any]:
    app = app_row()
    return {
        "transaction": item,
        "currency": item.currency,
        "include_in_calculations": True,
        "app": app,
        "app_identifier": app.identifier,
    }
