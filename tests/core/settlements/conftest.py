from __future__ import annotations

import pytest

from tests.core.reconcile.reconciling import ShopRecords
from tests.core.shop import MovingClock, Shop

from .settling import Settling


@pytest.fixture
def settle(shop: Shop, time: MovingClock) -> Settling:
    settling = Settling(shop, time, ShopRecords(shop))
    settling.begin_on(10)
    return settling
