"""Webhooks before, during and after the buyer's return: one order, one payment (M15, M16).

The same tests as on a real Saleor.
"""

from tests.saleor.test_webhooks import *  # noqa: F403
