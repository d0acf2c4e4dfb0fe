"""Reconciling and orders that staff have edited; the mini host cannot edit one."""

import datetime

import pytest

from .helpers import pay
from .reconciling import again, found, reconciler
from .transacting import Transacting

pytestmark = pytest.mark.usefixtures("brandpay")

LINE_DELETE = """mutation($id: ID!) {
  orderLineDelete(id: $id) { order { id total { gross { amount } } } errors { field message } } }"""
LINES = {"cup": 1, "saucer": 1}
"""20,000 won with the shipping."""


@pytest.fixture
def reconcile(toss, later):
    return reconciler(later)


@pytest.fixture(params=["payments", "transactions"])
def paid(request, member, toss):
    """Pays and completes a cart; the order's id."""

    def of(lines=None):
        member.fill(lines)
        if request.param == "payments":
            return pay(member, toss).order["id"]
        buying = Transacting(member)
        session = buying.initialize()
        assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
        return buying.complete().order["id"]

    return of


def delete_line(staff, order_id, number=1):
    from saleor.order.models import Order

    Order.objects.update(status="unconfirmed")
    line = staff.order(order_id)["lines"][number]["id"]
    return staff.api.mutate(LINE_DELETE, id=line)


def test_an_order_that_staff_edited_after_it_was_paid_is_no_alarm(paid, staff, reconcile):
    order_id = paid(LINES)
    assert reconcile()[0] == 0
    made = delete_line(staff, order_id)
    assert made["order"]["total"]["gross"]["amount"] == 15000
    order = staff.order(order_id)
    assert (order["total"]["gross"]["amount"], order["totalCharged"]["amount"]) == (15000, 20000)
    again(reconcile)


def test_an_order_that_was_edited_before_it_was_paid_is_one(member, staff, toss, reconcile):
    from django.utils import timezone
    from saleor.order.models import OrderEvent

    order_id = pay(member.fill(LINES), toss).order["id"]
    delete_line(staff, order_id)
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    OrderEvent.objects.filter(type="removed_products").update(date=long_ago)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("overcharged", False)])
    assert document["findings"][0]["saleor_won"] == 15000
