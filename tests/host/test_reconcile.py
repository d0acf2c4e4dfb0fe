"""brandpay_reconcile at a shop: Toss and the shop's own books, held against each other.

The same tests as on a real Saleor.
"""

import pytest

from tests.saleor.helpers import held, refunded
from tests.saleor.hooks import unseen
from tests.saleor.reconciling import again, found
from tests.saleor.test_reconcile import *  # noqa: F403


@pytest.mark.usefixtures("brandpay", "reading")
def test_price_that_changed_after_the_approval(member, staff, toss, reconcile, shop):
    """The mini host keeps no price for its buyer, as Saleor does: the money goes back."""
    unseen(member, toss)
    shop.set_price("cup", 9000)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    assert staff.orders() == []
    assert (held(toss), refunded(toss)) == (0, [15000])
    again(reconcile)
