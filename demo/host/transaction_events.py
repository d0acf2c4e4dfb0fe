"""What a gateway answered, written down as events, and reckoned into the transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction as database

from .models import TransactionEvent, TransactionItem
from .names import TransactionEventType
from .order_sums import calculate_order_granted_refund_status
from .transaction_answers import Answer, BadAnswerError, action_answer, session_answer
from .transaction_item_calculations import AMOUNTS, recalculate_transaction_amounts
from .transaction_standing import (
    note_time_of_change,
    process_order_or_checkout_with_transaction,
    recalculate_refundable_for_checkout,
    transaction_amounts_for_checkout_updated,
)

_REQUESTED = {TransactionEventType.AUTHORIZATION_REQUEST, TransactionEventType.CHARGE_REQUEST}
_COUNTED = {
    *_REQUESTED,
    TransactionEventType.AUTHORIZATION_SUCCESS,
    TransactionEventType.CHARGE_SUCCESS,
}
# Several of these may bear one reference.
_REPEATABLE = {
    TransactionEventType.AUTHORIZATION_ACTION_REQUIRED,
    TransactionEventType.CHARGE_ACTION_REQUIRED,
    TransactionEventType.INFO,
}
_OTHER_AMOUNT = (
    "The transaction with provided `pspReference` and `type` already exists with different amount."
)


def create_failed_transaction_event(event: Any, cause: str) -> Any:
    return TransactionEvent.objects.create(
        type=f"{event.type.partition('_')[0]}_failure",
        amount_value=event.amount_value,
        currency=event.currency,
        transaction_id=event.transaction_id,
        message=cause,
        include_in_calculations=False,
        psp_reference=event.psp_reference,
        related_granted_refund_id=event.related_granted_refund_id,
    )


def create_transaction_event_for_transaction_session(
    request_event: Any,
    app: Any,
    manager: Any,
    transaction_webhook_response: dict[str, Any] | None = None,
) -> Any:
    """The event of transactionInitialize's or transactionProcess's answer."""
    try:
        answer = session_answer(transaction_webhook_response, request_event.amount_value)
        if answer.type in _REQUESTED:
            event = _take_over(request_event, app, answer)
        else:
            event = _known_or_new(request_event, app, answer)
            request_event.psp_reference = event.psp_reference
            request_event.save(update_fields=["psp_reference"])
    except BadAnswerError as error:
        return create_failed_transaction_event(request_event, cause=str(error))
    item = event.transaction
    columns = _set_method(item, answer)
    if event.type in _COUNTED:
        _count(item, event, answer, columns, app, manager)
    elif event.psp_reference and item.psp_reference != event.psp_reference:
        item.psp_reference = event.psp_reference
        item.save(update_fields=["psp_reference", "modified_at", *columns])
        if item.checkout_id:
            note_time_of_change(item, item.checkout)
    elif columns:
        item.save(update_fields=columns)
    return event


def _count(
    item: Any, event: Any, answer: Answer, columns: list[str], app: Any, manager: Any
) -> None:
    before = item.authorized_value, item.charged_value, item.refunded_value
    item.psp_reference = event.psp_reference
    _allow(item, answer)
    recalculate_transaction_amounts(item, save=False)
    written = [*AMOUNTS, "psp_reference", "available_actions", "modified_at", *columns]
    item.save(update_fields=written)
    process_order_or_checkout_with_transaction(item, manager, None, app, *before)


def create_transaction_event_from_request_and_webhook_response(
    request_event: Any, app: Any, transaction_webhook_response: dict[str, Any] | None = None
) -> Any:
    """The event of an answer to transactionRequestAction; None while the answer is to come."""
    item = request_event.transaction
    try:
        answer = action_answer(
            transaction_webhook_response, request_event.amount_value, request_event.type
        )
        if answer.psp_reference is not None:
            request_event.psp_reference = answer.psp_reference
            request_event.include_in_calculations = True
            request_event.save(update_fields=["psp_reference", "include_in_calculations"])
        event = _known_or_new(request_event, app, answer) if answer.type else None
    except BadAnswerError as error:
        recalculate_refundable_for_checkout(item, request_event)
        failure = create_failed_transaction_event(request_event, cause=str(error))
        _note_granted(request_event)
        return failure
    recalculate_transaction_amounts(item, save=False)
    _allow(item, answer)
    item.save(update_fields=[*AMOUNTS, "available_actions", "modified_at"])
    if item.order_id:
        process_order_or_checkout_with_transaction(item, None, None, app)
        _note_granted(request_event)
    elif item.checkout_id:
        recalculate_refundable_for_checkout(item, request_event, event)
        transaction_amounts_for_checkout_updated(item, None, None, app)
    return event


def _take_over(request_event: Any, app: Any, answer: Answer) -> Any:
    """A charge that ends later is the request itself, and counts already."""
    values = {
        "type": answer.type,
        "amount_value": answer.amount,
        "psp_reference": answer.psp_reference,
        "include_in_calculations": True,
        "created_at": answer.time,
        "app": app,
        "message": answer.message,
        "external_url": answer.external_url,
    }
    for column, value in values.items():
        setattr(request_event, column, value)
    request_event.save(update_fields=[*values])
    return request_event


def _known_or_new(request_event: Any, app: Any, answer: Answer) -> Any:
    """One event for each type and reference. Raises BadAnswerError when the amounts differ."""
    identity = {
        "transaction_id": request_event.transaction_id,
        "psp_reference": answer.psp_reference,
        "type": answer.type,
    }
    with database.atomic():
        TransactionItem.objects.select_for_update(of=("self",)).get(pk=request_event.transaction_id)
        if answer.type not in _REPEATABLE:
            known = TransactionEvent.objects.filter(**identity).first()
            if known and known.amount_value != answer.amount:
                raise BadAnswerError(_OTHER_AMOUNT)
            if known:
                return known
        return TransactionEvent.objects.create(
            **identity,
            created_at=answer.time,
            amount_value=answer.amount,
            external_url=answer.external_url,
            currency=request_event.currency,
            message=answer.message,
            app_identifier=app.identifier or None,
            app=app,
            include_in_calculations=True,
            related_granted_refund_id=request_event.related_granted_refund_id,
        )


def _set_method(item: Any, answer: Answer) -> list[str]:
    """The columns that changed: Saleor has them since 3.22."""
    changed = [name for name in answer.method if getattr(item, name, "") != answer.method[name]]
    known = {field.name for field in item._meta.fields}
    for name in changed:
        setattr(item, name, answer.method[name])
    return [name for name in changed if name in known]


def _allow(item: Any, answer: Answer) -> None:
    if answer.actions is not None:
        item.available_actions = sorted(set(answer.actions))


def _note_granted(request_event: Any) -> None:
    if request_event.related_granted_refund:
        calculate_order_granted_refund_status(request_event.related_granted_refund)
