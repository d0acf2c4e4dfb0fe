"""The harness itself: a won checkout becomes an order, and leaves nothing behind."""

import pytest

DUMMY = "mirumee.payments.dummy"


@pytest.mark.parametrize("who", ["guest", "member"])
def test_checkout_paid_at_another_gateway(request, staff, who):
    storefront = request.getfixturevalue(who).fill({"cup": 2, "saucer": 1})
    assert storefront.total == 2 * 12000 + 5000 + 3000
    storefront.payment_create(DUMMY, token="paid")
    answer = storefront.complete()
    assert not answer.errors
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert order["payments"][0]["capturedAmount"]["amount"] == 32000


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_begins_with_no_orders(guest, staff, _again):
    assert staff.orders() == []
    guest.fill().payment_create(DUMMY, token="paid").complete()
    assert len(staff.orders()) == 1
