"""Approved, but the order cannot be made: the money goes back at once, and the buyer is told.

The same tests as on a real Saleor.
"""

from tests.saleor.test_stock import *  # noqa: F403
