"""An order out of a checkout."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import order_events, stock
from .checkout_fetch import CheckoutInfo, left_to_pay
from .models import CheckoutMetadata, Order, OrderLine
from .order_sums import updates_amounts_for_order


def order_data(info: CheckoutInfo) -> dict[str, Any]:
    """What the order will say, decided before the payment. Raises InsufficientStock."""
    stock.check(info.lines)
    return {
        "total": left_to_pay(info.checkout),
        "shipping": info.checkout.shipping_price_gross_amount,
    }


def create(info: CheckoutInfo, data: dict[str, Any], *, with_transactions: bool = False) -> Any:
    """Make the order, unless there is one. Raises InsufficientStock.

    Where a Payment paid, Saleor leaves the checkout's transactions with neither of the two.
    """
    checkout = info.checkout
    known = Order.objects.get_by_checkout_token(checkout.token)
    if known is not None:
        return known
    stock.allocate(info.lines)
    metadata = CheckoutMetadata.objects.filter(checkout=checkout).first()
    order = Order.objects.create(
        user=checkout.user,
        user_email=checkout.get_customer_email() or "",
        channel=info.channel,
        language_code=checkout.language_code,
        billing_address=checkout.billing_address,
        shipping_address=checkout.shipping_address,
        checkout_token=str(checkout.token),
        currency=checkout.currency,
        total_net_amount=data["total"],
        total_gross_amount=data["total"],
        shipping_price_net_amount=data["shipping"],
        shipping_price_gross_amount=data["shipping"],
        metadata=metadata.metadata if metadata else {},
        private_metadata=metadata.private_metadata if metadata else {},
    )
    for line in info.lines:
        OrderLine.objects.create(
            order=order,
            variant=line.variant,
            product_name=line.product.name,
            variant_name=line.variant.name,
            quantity=line.line.quantity,
            currency=checkout.currency,
            unit_price_net_amount=line.unit_price,
            unit_price_gross_amount=line.unit_price,
        )
    spend_gift_cards(checkout)
    checkout.payments.update(order=order)
    if with_transactions:
        checkout.payment_transactions.update(order=order, checkout=None)
    updates_amounts_for_order(order)
    order_events.placed(order)
    return order


def spend_gift_cards(checkout: Any) -> None:
    left = checkout.total_gross_amount
    for card in checkout.gift_cards.filter(is_active=True).select_for_update():
        spent = min(left, card.current_balance_amount)
        card.current_balance_amount -= spent
        card.save(update_fields=["current_balance_amount"])
        left -= spent
        if left <= Decimal(0):
            return
