"""brandpay_reconcile at a shop: Toss and the shop's own books, held against each other.

The same tests as on a real Saleor.
"""

from tests.saleor.test_reconcile import *  # noqa: F403
