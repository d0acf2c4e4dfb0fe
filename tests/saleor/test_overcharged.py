"""Reconciling tells of an order or a checkout that was charged more than it owed (M1)."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.management import call_command

from .helpers import held, pay
from .reconciling import again, found, reconciler
from .transacting import Transacting, request

pytestmark = pytest.mark.usefixtures("brandpay")


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


def owes_only(won):
    """What is left of the orders' totals when an old price was charged."""
    from saleor.order.models import Order

    amount = Decimal(won)
    Order.objects.update(total_gross_amount=amount, total_net_amount=amount)


def test_more_than_the_order_owed_is_told_and_left_to_people(paid, staff, toss, reconcile):
    order_id = paid()
    owes_only(9000)
    for words in ([], ["--heal"], ["--deep"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("overcharged", False)])
        (finding,) = document["findings"]
        assert (finding["toss_won"], finding["saleor_won"]) == (15000, 9000)
        assert finding["saleor_order"] == staff.order(order_id)["number"]
        assert "6,000 too much" in finding["what"]["en"]
        assert "6,000원" in finding["what"]["ko"]
    assert held(toss) == 15000
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("brandpay_reconcile", stdout=out)
    assert "Charged more than owed" in out.getvalue()


def test_what_was_refunded_is_not_too_much_any_more(member, staff, toss, reconcile):
    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    assert buying.complete().order
    owes_only(9000)
    assert found(reconcile()[1]) == [("overcharged", False)]
    assert request(staff, session, amount=6000) == []
    again(reconcile)


def test_an_order_that_was_cancelled_before_it_was_paid_owed_nothing(member, toss, reconcile):
    from saleor.order.models import Order, OrderEvent

    pay(member.fill(), toss)
    before = OrderEvent.objects.earliest("date").date - datetime.timedelta(hours=1)
    order = Order.objects.get()
    made = OrderEvent.objects.create(order=order, type="canceled")
    assert reconcile()[0] == 0
    OrderEvent.objects.filter(pk=made.pk).update(date=before)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("overcharged", False)])
    (finding,) = document["findings"]
    assert (finding["reason"], finding["saleor_won"]) == ("ended_order", 0)


def test_two_charges_of_one_order_are_one_finding(member, toss, reconcile):
    buying = Transacting(member.fill())
    for won in (5000, 10000):
        session = buying.initialize(amount=won)
        assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    assert reconcile()[0] == 0
    owes_only(9000)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("overcharged", False)])
    assert document["findings"][0]["toss_won"] == 15000


def test_a_cart_that_shrank_after_it_was_charged(member, staff, toss, reconcile):
    """The buyer may still complete it; whether it was changed before or after, nothing tells."""
    buying = Transacting(member.fill({"cup": 2}))
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert reconcile()[0] == 0
    member.change(0, 1)
    status, document = reconcile("--heal")
    assert (status, found(document)) == (1, [("overcharged", False)])
    (finding,) = document["findings"]
    assert (finding["toss_won"], finding["saleor_won"]) == (27000, 15000)
    assert finding["reason"] == "checkout_overcharged"
    assert held(toss) == 27000


def test_a_gift_card_is_taken_off_what_a_checkout_owes(member, toss, reconcile):
    buying = Transacting(member.fill())
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    member.use_gift_card(4000)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("overcharged", False)])
    assert document["findings"][0]["saleor_won"] == 11000


def test_a_granted_refund_is_nothing_charged_too_much(member, staff, toss, reconcile):
    from .transacting import grant

    buying = Transacting(member.fill())
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    order_id = buying.complete().order["id"]
    grant(staff, order_id, session.transaction, 4000, "chipped")
    assert staff.order(order_id)["chargeStatus"] == "OVERCHARGED"
    again(reconcile)
