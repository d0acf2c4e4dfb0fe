"""Ways to lose money on a real Saleor that a review once found, kept as tests."""

import pytest

from .backoffice import REFUND_PRODUCTS
from .helpers import captured, held, pay, refunded, visit

pytestmark = pytest.mark.usefixtures("brandpay")


def _blind(toss):
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)


@pytest.fixture
def order(member, toss):
    return pay(member.fill({"cup": 2, "saucer": 1}), toss).order["id"]


@pytest.fixture
def unknown_refund(order, staff, toss):
    """Toss refunded one cup, and nobody here knows it."""
    cups = staff.order(order)["lines"][0]
    toss.fault("cancel", "drop_after", times=2)
    _blind(toss)
    assert staff.refund_lines(order, {cups["id"]: 1})
    toss.mend()
    return cups["id"]


def test_unknown_outcome_then_a_cheaper_cart_is_not_sold_at_the_old_price(member, toss):
    member.fill({"cup": 2}).payment_create()
    returned = toss.buyer(member.complete().data)
    toss.fault("confirm", "drop_after", times=2)
    _blind(toss)
    assert member.complete(returned).errors
    toss.mend()
    member.change(0, 1)
    answer = member.complete()
    assert answer.order is None
    assert answer.errors
    assert held(toss) == 0


def test_unknown_refund_that_another_one_books_is_not_made_twice(
    order, staff, toss, unknown_refund
):
    # It says what is left once the unknown refund is booked.
    assert "20,000" in str(staff.refund(order, 3000))
    assert refunded(toss) == [12000]
    assert staff.refund_lines(order, {unknown_refund: 1}) == []
    assert refunded(toss) == [12000]
    assert captured(staff.order(order)) == 20000


def test_same_lines_with_another_amount_after_an_unknown_refund(order, staff, toss, unknown_refund):
    line = {"orderLineId": unknown_refund, "quantity": 1}
    body = {"orderLines": [line], "amountToRefund": 10000}
    status, answer = staff.api.post(REFUND_PRODUCTS, order=order, input=body)
    assert status == 200
    assert b'"errors":[{"message"' not in answer.replace(b" ", b"")
    assert refunded(toss) == [12000]
    assert captured(staff.order(order)) == 20000


def test_return_url_leaves_another_gateways_payment_alone(member, toss, staff, shop):
    member.fill({"cup": 1}).payment_create()
    url = toss.pay(member.complete({"serverReturn": True}).data)
    staff.configure(shop.krw.id, plugin="mirumee.payments.dummy")
    member.payment_create("mirumee.payments.dummy", token="ok")
    visit(url)
    assert staff.orders() == []


@pytest.mark.parametrize("key", [".", "..", "x" * 201, "결제"])
def test_junk_payment_key_does_not_lock_the_checkout(member, toss, key):
    member.fill({"cup": 1}).payment_create()
    returned = toss.buyer(member.complete().data)
    member.complete(returned | {"paymentKey": key})
    assert member.complete(returned).order
