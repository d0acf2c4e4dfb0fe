"""Answering what staff ask for, and the grant that a request names (M10).

The caller holds Saleor's locks, and has read the request and its item under them: Saleor goes by
the sums that it finds on the item, and tells of a refund once more when they are old.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from saleor.order import OrderGrantedRefundStatus
from saleor.order.utils import calculate_order_granted_refund_status
from saleor.payment import TransactionEventType
from saleor.payment.models import TransactionEvent, TransactionItem
from saleor.payment.utils import create_transaction_event_from_request_and_webhook_response

from ...core.messages.problem import Problem
from ...core.messages.refund_problems import GRANT_MADE, of_refund
from ..saleor import order_history
from ..saleor.apps import booking_app
from . import display


def answer_made(request: TransactionEvent, amount: Decimal, transaction_key: str) -> None:
    """The refund was made: for a grant that is the last word, whatever was clicked meanwhile."""
    answer(request, "REFUND_SUCCESS", amount, psp_reference=transaction_key)
    display.end_actions(request.transaction)
    if request.related_granted_refund:
        _have_the_last_word(request, amount, transaction_key)


def refuse(request: TransactionEvent, result: str, problem: Problem) -> None:
    """Unless somebody else has answered it meanwhile.

    Saleor writes of a refund that staff have asked for it, and never that it was refused.
    """
    read_again(request)
    if request.psp_reference:
        return
    answer(request, result, request.amount_value, message=problem.for_staff)
    order = request.transaction.order
    if order and result == "REFUND_FAILURE":
        order_history.note(order, of_refund(request.amount_value, problem).for_staff)


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
    app = booking_app()
    with transaction.atomic():
        # Saleor saves the request first: without its end it would count as pending for ever.
        create_transaction_event_from_request_and_webhook_response(request, app, response)


def read_again(request: TransactionEvent) -> None:
    """As it is under our lock: somebody may have answered it, or deleted its grant."""
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
    fields = event_fields(item) | {"include_in_calculations": False}
    TransactionEvent.objects.create(
        **fields,
        type=TransactionEventType.REFUND_SUCCESS,
        amount_value=amount,
        psp_reference=transaction_key,
        message=GRANT_MADE.for_staff,
        related_granted_refund=grant,
        # Clocks of servers differ.
        created_at=max(timezone.now(), latest.created_at + datetime.timedelta(milliseconds=1)),
    )
    calculate_order_granted_refund_status(grant)


def event_fields(item: TransactionItem) -> dict[str, Any]:
    app = booking_app()
    return {
        "transaction": item,
        "currency": item.currency,
        "include_in_calculations": True,
        "app": app,
        "app_identifier": app.identifier,
    }
