"""Saleor's orders by the numbers that people call them by."""

from __future__ import annotations

from collections.abc import Collection

import graphene
from saleor.order.models import Order

from ...core.linked import ShopOrder

_GREATEST = 2**31 - 1


def by_number(numbers: Collection[str]) -> dict[str, ShopOrder]:
    """Those that there are; one query."""
    asked = {int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 11}
    found = Order.objects.filter(number__in=[one for one in asked if one <= _GREATEST])
    return {
        str(number): ShopOrder(graphene.Node.to_global_id("Order", pk), slug)
        for number, pk, slug in found.values_list("number", "pk", "channel__slug")
    }
