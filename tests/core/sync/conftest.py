from __future__ import annotations

import pytest

from tests.core.shop import Bill, Shop
from tests.core.shop_books import ShopBooks


@pytest.fixture
def bill(shop: Shop) -> Bill:
    return shop.bill()


@pytest.fixture
def shop_books(shop: Shop, bill: Bill) -> ShopBooks:
    return ShopBooks.of(shop, bill)
