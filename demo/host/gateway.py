"""Between a checkout or an order and a gateway: locks, tokens, rows, and which errors get out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction

from . import payment_utils
from .models import Payment
from .names import GatewayError, PaymentError, TransactionKind
from .transaction_requests import (
    request_cancelation_action,
    request_charge_action,
    request_refund_action,
)

__all__ = [
    "confirm",
    "payment_refund_or_void",
    "process_payment",
    "refund",
    "request_cancelation_action",
    "request_charge_action",
    "request_refund_action",
    "void",
]

logger = logging.getLogger(__name__)
UNSAID = "Transaction was unsuccessful."
OOPS = "Oops! Something went wrong."


def process_payment(
    payment: Any,
    token: str,
    manager: Any,
    channel_slug: str,
    customer_id: str | None = None,
    store_source: bool = False,
    additional_data: Any = None,
) -> Any:
    def ask(locked: Any) -> tuple[Callable[..., Any], Any]:
        information = payment_utils.create_payment_information(
            locked,
            payment_token=token,
            customer_id=customer_id,
            store_source=store_source,
            additional_data=additional_data,
        )
        return manager.process_payment, information

    _active(payment)
    return _run(payment, TransactionKind.CAPTURE, ask, channel_slug)


def confirm(payment: Any, manager: Any, channel_slug: str, additional_data: Any = None) -> Any:
    def ask(locked: Any) -> tuple[Callable[..., Any], Any]:
        asked = locked.transactions.filter(
            kind=TransactionKind.ACTION_TO_CONFIRM, is_success=True
        ).last()
        information = payment_utils.create_payment_information(
            locked, payment_token=asked.token if asked else "", additional_data=additional_data
        )
        return manager.confirm_payment, information

    _active(payment)
    return _run(payment, TransactionKind.CONFIRM, ask, channel_slug)


def refund(
    payment: Any,
    manager: Any,
    channel_slug: str,
    amount: Decimal | None = None,
    refund_data: Any = None,
) -> Any:
    """All that is captured, unless an amount is given. Raises PaymentError."""

    def ask(locked: Any) -> tuple[Callable[..., Any], Any]:
        sum_ = locked.captured_amount if amount is None else amount
        if sum_ <= 0:
            raise PaymentError("Amount should be a positive number.")
        if sum_ > locked.captured_amount:
            raise PaymentError("Cannot refund more than captured.")
        information = payment_utils.create_payment_information(
            locked,
            payment_token=_token(locked, TransactionKind.CAPTURE),
            amount=sum_,
            refund_data=refund_data,
        )
        return manager.refund_payment, information

    return _run(payment, TransactionKind.REFUND, ask, channel_slug, updates=False)


def void(payment: Any, manager: Any, channel_slug: str) -> Any:
    def ask(locked: Any) -> tuple[Callable[..., Any], Any]:
        token = _token(locked, TransactionKind.AUTH)
        information = payment_utils.create_payment_information(locked, payment_token=token)
        return manager.void_payment, information

    return _run(payment, TransactionKind.VOID, ask, channel_slug, updates=False)


def payment_refund_or_void(payment: Any, manager: Any, channel_slug: str) -> None:
    """Give back what is held, unless that is under way already."""
    if payment is None:
        return
    if payment.can_refund():
        ongoing = payment.transactions.filter(
            kind=TransactionKind.REFUND_ONGOING, is_success=True, action_required=False
        ).last()
        if ongoing is None or ongoing.amount < payment.captured_amount:
            refund(payment, manager, channel_slug)
    elif payment.can_void():
        void(payment, manager, channel_slug)


def _active(payment: Any) -> None:
    if not payment.is_active:
        raise PaymentError("This payment is no longer active.")


def _token(payment: Any, kind: str) -> str:
    row = payment.transactions.filter(kind=kind, is_success=True).last()
    if row is None:
        raise PaymentError(f"Cannot find successful {kind} transaction.")
    return str(row.token)


def _run(
    payment: Any,
    kind: str,
    ask: Callable[[Any], tuple[Callable[..., Any], Any]],
    channel_slug: str,
    *,
    updates: bool = True,
) -> Any:
    """The Payment is locked for all of it; a refusal is raised once its row is kept."""
    with transaction.atomic():
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        hook, information = ask(locked)
        response, error = _answer(hook, locked.gateway, information, channel_slug)
        if response and updates:
            payment_utils.update_payment(locked, response)
        row = payment_utils.known_or_new_transaction(
            locked,
            response,
            kind=kind,
            payment_information=information,
            action_required=bool(updates and response and response.action_required),
            error_msg=error,
        )
        payment_utils.gateway_postprocess(row, row.payment)
    if not row.is_success:
        raise PaymentError(row.error or UNSAID)
    return row


def _answer(
    hook: Callable[..., Any], gateway: str, information: Any, channel_slug: str
) -> tuple[Any, str | None]:
    """Other exceptions than these two pass on and undo everything, as in Saleor."""
    try:
        response = hook(gateway, information, channel_slug=channel_slug)
        payment_utils.validate_gateway_response(response)
    except (GatewayError, PaymentError):
        logger.exception("%s: no usable answer", gateway)
        return None, OOPS
    return response, None
