"""Goods: what is there, what is held for a moment, what is sold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from .checkout_fetch import CheckoutLineInfo
from .models import Reservation, Stock

RESERVE_DURATION = timedelta(seconds=45)


class InsufficientStock(Exception):  # noqa: N818  (Saleor's name)
    def __init__(self, variant: Any) -> None:
        super().__init__(f"Insufficient product stock: {variant.sku}")
        self.variant = variant


def check(lines: list[CheckoutLineInfo]) -> None:
    """Raises InsufficientStock when a line asks for more than nobody else has reserved."""
    for info in lines:
        stock = Stock.objects.select_for_update().get(product_variant=info.variant)
        reserved = Reservation.objects.filter(
            stock=stock, reserved_until__gt=timezone.now()
        ).exclude(checkout_line__checkout=info.line.checkout_id)
        taken = reserved.aggregate(sum=Sum("quantity_reserved"))["sum"] or 0
        if stock.quantity - stock.quantity_allocated - taken < info.line.quantity:
            raise InsufficientStock(info.variant)


def reserve(lines: list[CheckoutLineInfo]) -> None:
    """Hold them while the payment is under way: Saleor's 45 seconds."""
    until = timezone.now() + RESERVE_DURATION
    Reservation.objects.bulk_create(
        Reservation(
            stock=Stock.objects.get(product_variant=info.variant),
            checkout_line=info.line,
            quantity_reserved=info.line.quantity,
            reserved_until=until,
        )
        for info in lines
    )


def allocate(lines: list[CheckoutLineInfo]) -> None:
    check(lines)
    for info in lines:
        Stock.objects.filter(product_variant=info.variant).update(
            quantity_allocated=F("quantity_allocated") + info.line.quantity
        )
