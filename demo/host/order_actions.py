"""Refunds from the back office."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from . import gateway, order_events
from .atomic import transaction_with_commit_on_errors
from .interface import RefundData
from .models import Fulfillment, FulfillmentLine
from .names import FulfillmentStatus


def order_refunded(
    order: Any,
    user: Any,
    app: Any,
    amount: Decimal,
    payment: Any,
    manager: Any,
    trigger_order_updated: bool = True,
    webhook_event_map: Any = None,
) -> None:
    """Saleor also writes to the buyer and to webhooks; here only the timeline hears of it."""
    if payment:
        transaction.on_commit(lambda: order_events.payment_refunded(order, user, amount, payment))


def _process_refund(
    order: Any,
    payment: Any,
    lines: list[Any],
    amount: Decimal | None,
    shipping: bool,
    user: Any,
    manager: Any,
) -> Decimal:
    """Never more than is captured: a repeat after a rollback may ask for less."""
    data = RefundData(
        order_lines_to_refund=lines,
        refund_shipping_costs=shipping,
        refund_amount_is_automatically_calculated=amount is None,
    )
    with transaction_with_commit_on_errors():
        if amount is None:
            amount = sum(
                (item.quantity * item.line.unit_price_gross_amount for item in lines), Decimal(0)
            )
            amount += order.shipping_price_gross_amount if shipping else 0
        if amount and payment:
            amount = min(payment.captured_amount, amount)
            slug = order.channel.slug
            gateway.refund(payment, manager, slug, amount=amount, refund_data=data)
            payment.refresh_from_db()
            order_refunded(order, user, None, amount, payment, manager, trigger_order_updated=False)
    return Decimal(amount)


def create_refund_fulfillment(
    order: Any,
    payment: Any,
    lines: list[Any],
    amount: Decimal | None,
    shipping: bool,
    user: Any,
    manager: Any,
) -> Any:
    """orderFulfillmentRefundProducts: what was refunded stays, whatever fails after it."""
    with transaction_with_commit_on_errors():
        total = _process_refund(order, payment, lines, amount, shipping, user, manager)
        return _fulfillment(order, lines, FulfillmentStatus.REFUNDED, total)


def create_fulfillments_for_returned_products(
    order: Any,
    payment: Any,
    lines: list[Any],
    amount: Decimal | None,
    shipping: bool,
    user: Any,
    manager: Any,
    refund: bool,
) -> Any:
    """orderFulfillmentReturnProducts: a later failure rolls the refund's row back."""
    total = None
    with transaction.atomic():
        if refund and payment:
            total = _process_refund(order, payment, lines, amount, shipping, user, manager)
        return create_return_fulfillment(order, lines, total)


def create_return_fulfillment(order: Any, lines: list[Any], total: Decimal | None) -> Any:
    refunded = FulfillmentStatus.REFUNDED_AND_RETURNED
    status = FulfillmentStatus.RETURNED if total is None else refunded
    return _fulfillment(order, lines, status, total)


def _fulfillment(order: Any, lines: list[Any], status: str, total: Decimal | None) -> Any:
    made = Fulfillment.objects.create(order=order, status=status, total_refund_amount=total)
    for item in lines:
        FulfillmentLine.objects.create(
            fulfillment=made, order_line=item.line, quantity=item.quantity
        )
        item.line.quantity_fulfilled += item.quantity
        item.line.save(update_fields=["quantity_fulfilled"])
    return made
