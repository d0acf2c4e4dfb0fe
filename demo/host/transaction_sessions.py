"""transactionInitialize and transactionProcess below GraphQL: no lock is held over the hook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from .interface import TransactionProcessActionData, TransactionSessionData
from .models import Checkout, TransactionEvent, TransactionItem
from .names import (
    TransactionEventType,
    TransactionFlowStrategy,
    TransactionItemIdempotencyUniqueError,
)
from .transaction_events import create_transaction_event_for_transaction_session

FINAL = {
    TransactionEventType.AUTHORIZATION_FAILURE,
    TransactionEventType.AUTHORIZATION_SUCCESS,
    TransactionEventType.AUTHORIZATION_REQUEST,
    TransactionEventType.CHARGE_FAILURE,
    TransactionEventType.CHARGE_SUCCESS,
    TransactionEventType.CHARGE_REQUEST,
}


def handle_transaction_initialize_session(
    source_object: Any,
    payment_gateway_data: Any,
    amount: Decimal,
    action: str,
    customer_ip_address: str | None,
    app: Any,
    manager: Any,
    idempotency_key: str,
) -> tuple[Any, Any, Any]:
    """Transaction, event and data. Raises TransactionItemIdempotencyUniqueError."""
    try:
        item = _item(source_object, app, idempotency_key)
        request_event = _request_event(item, action, amount, idempotency_key)
    except IntegrityError as error:
        raise TransactionItemIdempotencyUniqueError from error
    session = _session(item, source_object, payment_gateway_data, action, amount)
    session.customer_ip_address, session.idempotency_key = customer_ip_address, idempotency_key
    result = manager.transaction_initialize_session(session)
    event, data = _note(request_event, app, manager, result)
    return event.transaction, event, data


def handle_transaction_process_session(
    transaction_item: Any,
    source_object: Any,
    payment_gateway_data: Any,
    action: str,
    app: Any,
    customer_ip_address: str | None,
    manager: Any,
    request_event: Any,
) -> tuple[Any, Any]:
    amount = request_event.amount_value
    session = _session(transaction_item, source_object, payment_gateway_data, action, amount)
    session.customer_ip_address = customer_ip_address
    return _note(request_event, app, manager, manager.transaction_process_session(session))


def _item(source: Any, app: Any, idempotency_key: str) -> Any:
    is_checkout = isinstance(source, Checkout)
    with transaction.atomic():
        item, _ = TransactionItem.objects.get_or_create(
            idempotency_key=idempotency_key,
            checkout_id=source.pk if is_checkout else None,
            order_id=None if is_checkout else source.pk,
            defaults={
                "currency": source.currency,
                "app": app,
                "app_identifier": app.identifier,
            },
        )
    return item


def _request_event(item: Any, action: str, amount: Decimal, idempotency_key: str) -> Any:
    charge = action == TransactionFlowStrategy.CHARGE
    kind = TransactionEventType.CHARGE_REQUEST if charge else "authorization_request"
    with transaction.atomic():
        event, _ = TransactionEvent.objects.get_or_create(
            idempotency_key=idempotency_key,
            transaction=item,
            type=kind,
            currency=item.currency,
            amount_value=amount,
            defaults={"include_in_calculations": False},
        )
    return event


def _session(item: Any, source: Any, gateway: Any, action: str, amount: Decimal) -> Any:
    return TransactionSessionData(
        transaction=item,
        source_object=source,
        payment_gateway_data=gateway,
        action=TransactionProcessActionData(
            action_type=action, currency=source.currency, amount=amount
        ),
        customer_ip_address=None,
    )


def _note(request_event: Any, app: Any, manager: Any, result: Any) -> tuple[Any, Any]:
    response = result.response if result else None
    event = create_transaction_event_for_transaction_session(
        request_event, app, manager, transaction_webhook_response=response
    )
    return event, response.get("data") if response else None
