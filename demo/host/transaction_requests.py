"""Refund, charge or cancel of a transaction: asked of every plugin, answered by events."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import order_events
from .interface import TransactionActionData
from .models import App
from .money import quantize
from .names import PaymentError, TransactionAction
from .transaction_events import create_failed_transaction_event
from .transaction_standing import recalculate_refundable_for_checkout

_NOBODY = "No app or plugin is configured to handle payment action requests."


def request_charge_action(
    transaction: Any,
    manager: Any,
    charge_value: Decimal | None,
    request_event: Any,
    channel_slug: str,
    user: Any,
    app: Any,
) -> None:
    """Raises PaymentError."""
    value = transaction.authorized_value if charge_value is None else charge_value
    data = _data(transaction, TransactionAction.CHARGE, value, request_event)
    _ask(data, manager, channel_slug, "charge", manager.transaction_charge_requested)
    _note("charge", transaction, user, value)


def request_refund_action(
    transaction: Any,
    manager: Any,
    refund_value: Decimal | None,
    request_event: Any,
    channel_slug: str,
    user: Any,
    app: Any,
    granted_refund: Any = None,
) -> None:
    """Raises PaymentError."""
    value = transaction.charged_value if refund_value is None else refund_value
    data = _data(transaction, TransactionAction.REFUND, value, request_event, granted_refund)
    _ask(data, manager, channel_slug, "refund", manager.transaction_refund_requested)
    _note("refund", transaction, user, value)


def request_cancelation_action(
    transaction: Any,
    manager: Any,
    cancel_value: Decimal | None,
    request_event: Any,
    channel_slug: str,
    user: Any,
    app: Any,
    action: str,
) -> None:
    """Raises PaymentError."""
    value = transaction.authorized_value if cancel_value is None else cancel_value
    data = _data(transaction, action, value, request_event)
    _ask(data, manager, channel_slug, "cancelation", manager.transaction_cancelation_requested)
    _note("cancel", transaction, user, None)


def _data(
    transaction: Any, action: str, value: Decimal, request_event: Any, granted: Any = None
) -> Any:
    owner = transaction.app
    if owner is None or not owner.is_active or owner.removed_at:
        identifier = transaction.app_identifier
        active = App.objects.filter(removed_at__isnull=True, is_active=True)
        owner = active.filter(identifier=identifier).first() if identifier else None
    return TransactionActionData(
        transaction=transaction,
        action_type=action,
        action_value=value,
        event=request_event,
        transaction_app_owner=owner,
        granted_refund=granted,
    )


def _ask(
    data: Any, manager: Any, channel_slug: str, verb: str, ask: Callable[[Any, str], Any]
) -> None:
    hook = f"transaction_{verb}_requested"
    if not manager.is_event_active_for_any_plugin(hook, channel_slug=channel_slug):
        recalculate_refundable_for_checkout(data.transaction, data.event)
        create_failed_transaction_event(data.event, cause=_NOBODY)
        raise PaymentError(_NOBODY)
    ask(data, channel_slug)


def _note(verb: str, transaction: Any, user: Any, value: Decimal | None) -> None:
    if transaction.order_id:
        amount = None if value is None else quantize(value, transaction.currency)
        order_events.transaction_requested(verb, transaction, user, amount)
