"""The timeline of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .models import OrderEvent
from .names import OrderEvents


def _event(kind: str, order: Any, user: Any = None, **parameters: Any) -> Any:
    return OrderEvent.objects.create(order=order, type=kind, user=user, parameters=parameters)


def placed(order: Any) -> Any:
    return _event(OrderEvents.PLACED, order)


def payment_failed(order: Any, user: Any, message: str, payment: Any) -> Any:
    details = {"message": message, "gateway": payment.gateway, "payment_id": payment.token}
    return _event(OrderEvents.PAYMENT_FAILED, order, user, **details)


def payment_refunded(order: Any, user: Any, amount: Decimal, payment: Any) -> Any:
    details = {"amount": str(amount), "payment_gateway": payment.gateway}
    return _event(OrderEvents.PAYMENT_REFUNDED, order, user, **details)


def transaction_requested(verb: str, transaction: Any, user: Any, amount: Decimal | None) -> Any:
    kind = getattr(OrderEvents, f"TRANSACTION_{verb.upper()}_REQUESTED")
    details = {"reference": transaction.psp_reference or ""}
    if amount is not None:
        details["amount"] = str(amount)
    return _event(kind, transaction.order, user, **details)


def external_notification_event(
    *, order: Any, user: Any, app: Any, message: str | None, parameters: dict[str, Any] | None
) -> Any:
    kind = OrderEvents.EXTERNAL_SERVICE_NOTIFICATION
    return _event(kind, order, user, **(parameters or {}), message=message)
