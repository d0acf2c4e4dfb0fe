"""What an order has been paid, over both payment APIs, and how its granted refunds stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from .names import (
    OrderAuthorizeStatus,
    OrderChargeStatus,
    OrderGrantedRefundStatus,
    TransactionEventType,
)

_COLUMNS = ["total_charged_amount", "charge_status", "total_authorized_amount", "authorize_status"]
_GRANTED = {
    TransactionEventType.REFUND_REQUEST: OrderGrantedRefundStatus.PENDING,
    TransactionEventType.REFUND_SUCCESS: OrderGrantedRefundStatus.SUCCESS,
    TransactionEventType.REFUND_FAILURE: OrderGrantedRefundStatus.FAILURE,
    TransactionEventType.REFUND_REVERSE: OrderGrantedRefundStatus.NONE,
}


def updates_amounts_for_order(order: Any, save: bool = True) -> None:
    charged = _sum(order.payments, "captured_amount")
    charged += _sum(order.payment_transactions, "charged_value")
    authorized = _sum(order.payment_transactions, "authorized_value")
    owed = order.total_gross_amount - _sum(order.granted_refunds, "amount_value")
    owed = max(owed, Decimal(0))
    order.total_charged_amount, order.total_authorized_amount = charged, authorized
    order.charge_status = _charge_status(charged, owed)
    order.authorize_status = _authorize_status(charged + authorized, owed)
    if save:
        order.save(update_fields=[*_COLUMNS, "updated_at"])


def _sum(rows: Any, column: str) -> Decimal:
    return Decimal(rows.aggregate(sum=Sum(column))["sum"] or 0)


def _charge_status(charged: Decimal, owed: Decimal) -> Any:
    if charged == owed:
        return OrderChargeStatus.FULL
    if charged <= 0:
        return OrderChargeStatus.NONE
    return OrderChargeStatus.PARTIAL if charged < owed else OrderChargeStatus.OVERCHARGED


def _authorize_status(covered: Decimal, owed: Decimal) -> Any:
    if not covered:
        return OrderAuthorizeStatus.NONE if owed else OrderAuthorizeStatus.FULL
    return OrderAuthorizeStatus.FULL if covered >= owed else OrderAuthorizeStatus.PARTIAL


def calculate_order_granted_refund_status(granted_refund: Any, with_save: bool = True) -> None:
    """It stands as the last event of its refund says; on a clock that stands still by its place."""
    last = (
        granted_refund.transaction_events.filter(
            transaction_id=granted_refund.transaction_item_id, type__in=_GRANTED
        )
        .order_by("created_at", "pk")
        .last()
    )
    if last is None:
        return
    granted_refund.status = _GRANTED[last.type]
    if with_save:
        granted_refund.save(update_fields=["status"])
