"""Prices that change while a buyer pays: a checkout of Saleor's keeps its own for a while.

The mini host has only the price of today.
"""

import pytest

from .helpers import paid_order
from .hooks import unseen
from .reconciling import again, found, reconciler

pytestmark = pytest.mark.usefixtures("brandpay")


def test_price_that_changed_after_the_approval(member, staff, toss, later, shop):
    """A checkout keeps the price that its buyer was shown, and was asked for."""
    reconcile = reconciler(later)
    unseen(member, toss)
    shop.set_price("cup", 9000)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("paid_without_order", True)])
    assert len(staff.orders()) == 1
    paid_order(staff, toss, member.complete(), 15000)
    again(reconcile)
