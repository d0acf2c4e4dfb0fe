"""The Transactions API: from cart to order, and back.

The same tests as on a real Saleor.
"""

from tests.saleor.test_transactions import *  # noqa: F403
