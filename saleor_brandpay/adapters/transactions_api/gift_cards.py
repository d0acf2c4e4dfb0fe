"""Gift cards on a checkout that a transaction is to pay."""

from __future__ import annotations

from typing import Any

from ..saleor.version import SALEOR

COUNTED = SALEOR >= (3, 22)
"""Before 3.22 Saleor forgets gift cards when it asks whether transactions cover a checkout: while
there is one on it, the checkout cannot be completed, whatever was paid."""


def forgotten(checkout: Any) -> bool:
    return not COUNTED and checkout.get_total_gift_cards_balance().amount > 0
