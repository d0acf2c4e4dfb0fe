"""A channel that makes orders before they are paid: what `allowUnpaidOrders` is for (M8).

The same tests as on a real Saleor.
"""

from tests.saleor.test_unpaid_orders import *  # noqa: F403
