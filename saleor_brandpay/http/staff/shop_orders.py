"""The shop's orders, for links: imported when they are asked for, as Saleor's are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...core.linked import ShopOrder


def by_number(numbers: Collection[str]) -> Mapping[str, ShopOrder]:
    from ...adapters.saleor import orders  # noqa: PLC0415

    return orders.by_number(numbers)
