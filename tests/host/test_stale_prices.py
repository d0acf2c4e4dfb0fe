"""Prices are as old as their last reading: no total is charged that the cart no longer has (M1).

The same tests as on a real Saleor.
"""

from tests.saleor.test_stale_prices import *  # noqa: F403
