"""Rows locked in Saleor's order: checkout or order first, then the transaction."""

from __future__ import annotations

from typing import Any

from .models import Checkout, Order, TransactionItem


def transaction_item_qs_select_for_update() -> Any:
    return TransactionItem.objects.order_by("pk").select_for_update(of=["self"])


def get_order_and_transaction_item_locked_for_update(
    order_id: Any, transaction_item_id: int
) -> tuple[Any, Any]:
    order = Order.objects.select_for_update(of=["self"]).get(pk=order_id)
    return order, transaction_item_qs_select_for_update().get(pk=transaction_item_id)


def get_checkout_and_transaction_item_locked_for_update(
    checkout_id: Any, transaction_item_id: int
) -> tuple[Any, Any]:
    """The checkout is None when it became an order meanwhile."""
    checkout = Checkout.objects.select_for_update(of=["self"]).filter(pk=checkout_id).first()
    return checkout, transaction_item_qs_select_for_update().get(pk=transaction_item_id)
