"""What is written down of a payment: its rows and its sums."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction as database

from .interface import GatewayResponse
from .models import Transaction
from .names import ChargeStatus, GatewayError, TransactionKind
from .order_sums import updates_amounts_for_order
from .payment_information import create_payment_information
from .transaction_events import (
    create_failed_transaction_event,
    create_transaction_event_for_transaction_session,
    create_transaction_event_from_request_and_webhook_response,
)
from .transaction_sessions import (
    handle_transaction_initialize_session,
    handle_transaction_process_session,
)
from .transaction_standing import (
    process_order_or_checkout_with_transaction,
    recalculate_refundable_for_checkout,
)

__all__ = [
    "create_failed_transaction_event",
    "create_payment_information",
    "create_transaction",
    "create_transaction_event_for_transaction_session",
    "create_transaction_event_from_request_and_webhook_response",
    "gateway_postprocess",
    "handle_transaction_initialize_session",
    "handle_transaction_process_session",
    "known_or_new_transaction",
    "process_order_or_checkout_with_transaction",
    "recalculate_refundable_for_checkout",
    "update_payment",
    "validate_gateway_response",
]

# Saleor refuses the others from a gateway.
_NO_ANSWERS = {"CAPTURE_FAILED", "REFUND_FAILED", "REFUND_REVERSED"}
_KINDS = {
    value
    for name, value in vars(TransactionKind).items()
    if name.isupper() and name not in _NO_ANSWERS
}


def validate_gateway_response(response: Any) -> None:
    if not isinstance(response, GatewayResponse):
        raise GatewayError("this is no GatewayResponse")
    if response.kind not in _KINDS:
        raise GatewayError(f"{response.kind} is no kind of transaction that a gateway answers")
    try:
        json.dumps(response.raw_response, cls=DjangoJSONEncoder)
    except (TypeError, ValueError) as error:
        raise GatewayError("raw_response cannot be written as JSON") from error


def create_transaction(
    payment: Any,
    *,
    kind: str,
    payment_information: Any,
    action_required: bool = False,
    gateway_response: Any = None,
    error_msg: str | None = None,
    is_success: bool = False,
) -> Any:
    response = gateway_response or GatewayResponse(
        kind=kind,
        action_required=False,
        transaction_id=payment_information.token or "",
        is_success=is_success,
        amount=payment_information.amount,
        currency=payment_information.currency,
        error=error_msg,
        raw_response={},
    )
    return Transaction.objects.create(
        payment=payment,
        action_required=action_required,
        kind=response.kind,
        token=response.transaction_id,
        is_success=response.is_success,
        amount=response.amount,
        currency=response.currency,
        error=response.error,
        customer_id=response.customer_id,
        gateway_response=response.raw_response or {},
        action_required_data=response.action_required_data or {},
    )


def known_or_new_transaction(payment: Any, response: Any, **new: Any) -> Any:
    """The row that the gateway says it answered before, if there is one just like it."""
    if response and response.transaction_already_processed:
        known = payment.transactions.filter(
            is_success=response.is_success,
            action_required=response.action_required,
            token=response.transaction_id,
            kind=response.kind,
            amount=response.amount,
            currency=response.currency,
        ).last()
        if known:
            return known
    return create_transaction(payment, gateway_response=response, **new)


@database.atomic
def gateway_postprocess(transaction: Any, payment: Any) -> None:
    """Let a row count: once, and only a successful one."""
    if not transaction.is_success or transaction.already_processed:
        return
    if transaction.action_required:
        payment.to_confirm = True
        payment.save(update_fields=["to_confirm"])
        return
    payment.to_confirm = False
    # What a kind does not touch is not saved: a hook may have changed it meanwhile.
    payment.save(update_fields=["to_confirm", *_count(transaction, payment)])
    transaction.already_processed = True
    transaction.save(update_fields=["already_processed"])
    if payment.order_id:
        updates_amounts_for_order(payment.order)


def _count(transaction: Any, payment: Any) -> list[str]:
    """The columns that have changed."""
    kind = transaction.kind
    if kind == TransactionKind.CAPTURE:
        # An inactive Payment stays so: Saleor sets the flag, but does not save it.
        payment.captured_amount += transaction.amount
        full = payment.captured_amount >= payment.total
        payment.charge_status = (
            ChargeStatus.FULLY_CHARGED if full else ChargeStatus.PARTIALLY_CHARGED
        )
        return ["captured_amount", "charge_status", "modified_at"]
    if kind == TransactionKind.REFUND:
        payment.captured_amount = max(payment.captured_amount - transaction.amount, Decimal(0))
        payment.charge_status = ChargeStatus.PARTIALLY_REFUNDED
        if not payment.captured_amount:
            payment.charge_status = ChargeStatus.FULLY_REFUNDED
            payment.is_active = False
        return ["captured_amount", "charge_status", "is_active", "modified_at"]
    if kind in {TransactionKind.VOID, TransactionKind.CANCEL}:
        payment.is_active = False
        return ["is_active"]
    if kind == TransactionKind.PENDING:
        payment.charge_status = ChargeStatus.PENDING
        return ["charge_status"]
    return []


def update_payment(payment: Any, response: Any) -> None:
    """Take over the reference and the method; too long a value is the database's to refuse."""
    info = response.payment_method_info
    values = {"psp_reference": response.psp_reference}
    if info:
        values |= {
            "cc_brand": info.brand,
            "cc_last_digits": info.last_4,
            "cc_exp_month": info.exp_month,
            "cc_exp_year": info.exp_year,
            "payment_method_type": info.type,
        }
    given = {name: value for name, value in values.items() if value}
    for name, value in given.items():
        setattr(payment, name, value)
    if given:
        payment.save(update_fields=[*given])
