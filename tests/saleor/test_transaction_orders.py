"""Transactions on orders, granted refunds, and what Saleor does with them by itself."""

import pytest

from .helpers import held, refunded, together, visit
from .shop import RETURN_URL
from .transacting import Transacting, events, grant, item, order, request, send_granted

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

CREATE_FROM_CHECKOUT = """mutation($id: ID!) { orderCreateFromCheckout(id: $id) {
  order { id } errors { field code message } } }"""
GRANTED = "query($id: ID!) { order(id: $id) { grantedRefunds { id status amount { amount } } } }"


@pytest.fixture
def unpaid_order(buying, buyer):
    """An order that staff have made, of a checkout that nobody has paid."""
    from saleor.checkout.complete_checkout import create_order_from_checkout
    from saleor.checkout.fetch import fetch_checkout_info, fetch_checkout_lines
    from saleor.checkout.models import Checkout
    from saleor.plugins.manager import get_plugins_manager

    manager = get_plugins_manager(allow_replica=False)
    checkout = Checkout.objects.get()
    lines, _ = fetch_checkout_lines(checkout)
    made = create_order_from_checkout(
        checkout_info=fetch_checkout_info(checkout, lines, manager),
        manager=manager,
        user=buyer,
        app=None,
    )
    import graphene

    return graphene.Node.to_global_id("Order", made.pk)


def test_an_order_is_paid(buying, staff, toss, unpaid_order):
    session = buying.initialize(of=unpaid_order)
    assert session.window["amount"]["value"] == 15000
    answer = buying.process(session, toss.buyer(session.data))
    assert answer.type == "CHARGE_SUCCESS"
    found = order(staff, unpaid_order)
    assert (found["chargeStatus"], found["totalCharged"]["amount"]) == ("FULL", 15000)
    again = buying.initialize(of=unpaid_order, amount=15000)
    assert again.code == "NOTHING_OWED"
    assert held(toss) == 15000


def test_an_order_is_paid_in_parts(buying, staff, toss, unpaid_order):
    for won in (5000, 10000):
        session = buying.initialize(of=unpaid_order, amount=won)
        assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert order(staff, unpaid_order)["chargeStatus"] == "FULL"
    assert held(toss) == 15000


def test_a_transaction_of_the_checkout_counts_for_its_order(buying, staff, toss, charged):
    found = buying.complete().order
    session = buying.initialize(of=found["id"], amount=15000)
    assert session.code == "NOTHING_OWED"
    assert held(toss) == 15000


def test_a_granted_refund(buying, staff, toss, charged):
    found = buying.complete().order
    granted = grant(staff, found["id"], charged.transaction, 4000, "chipped")
    assert send_granted(staff, granted, charged.transaction) == []
    assert refunded(toss) == [4000]
    one = item(staff, charged)
    assert len(events(one, "REFUND_SUCCESS", "REFUND_FAILURE")) == 1
    assert one["refundedAmount"]["amount"] == 4000
    (row,) = staff.api(GRANTED, id=found["id"])["order"]["grantedRefunds"]
    assert row["status"] == "SUCCESS"


def test_a_granted_refund_is_told_to_apps_once(buying, staff, toss, charged, monkeypatch):
    """Saleor tells it when the sums on its hands have changed: ours are read under the lock."""
    from saleor.order import actions

    told = []
    original = actions.order_refunded

    def noted(*args, **kwargs):
        told.append(kwargs["amount"])
        return original(*args, **kwargs)

    monkeypatch.setattr(actions, "order_refunded", noted)
    found = buying.complete().order
    granted = grant(staff, found["id"], charged.transaction, 4000)
    together(*[lambda: send_granted(staff, granted, charged.transaction)] * 3)
    assert refunded(toss) == [4000]
    assert told == [4000]


def test_two_granted_refunds_of_the_same_amount(buying, staff, toss, charged):
    """Each is granted on purpose: the guard is for a click that was made twice."""
    found = buying.complete().order
    for reason in ("chipped", "late"):
        granted = grant(staff, found["id"], charged.transaction, 3000, reason)
        assert send_granted(staff, granted, charged.transaction) == []
    assert refunded(toss) == [3000, 3000]


def test_release_of_funds(buying, staff, toss, charged):
    """The checkout was abandoned with the money on it."""
    from datetime import timedelta

    from django.utils import timezone
    from saleor.channel.models import Channel
    from saleor.checkout.models import Checkout
    from saleor.payment.models import TransactionItem
    from saleor.payment.tasks import transaction_release_funds_for_checkout_task

    long_ago = timezone.now() - timedelta(days=30)
    Checkout.objects.update(
        automatically_refundable=True,
        last_transaction_modified_at=long_ago,
        last_change=long_ago,
    )
    TransactionItem.objects.update(modified_at=long_ago)
    if hasattr(Channel, "release_funds_for_expired_checkouts"):
        Channel.objects.update(
            release_funds_for_expired_checkouts=True, checkout_release_funds_cut_off_date=None
        )
    transaction_release_funds_for_checkout_task()
    assert held(toss) == 0
    one = item(staff, charged)
    assert one["refundedAmount"]["amount"] == 15000
    assert len(events(one, "REFUND_SUCCESS", "REFUND_FAILURE")) == 1
    transaction_release_funds_for_checkout_task()
    assert refunded(toss) == [15000]


def test_automatic_completion(buying, shop, staff, toss):
    from datetime import timedelta

    from django.utils import timezone
    from saleor.channel.models import Channel
    from saleor.checkout import tasks
    from saleor.checkout.models import Checkout

    Channel.objects.update(automatically_complete_fully_paid_checkouts=True)
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    if hasattr(tasks, "trigger_automatic_checkout_completion_task"):
        Checkout.objects.update(last_change=timezone.now() - timedelta(hours=1))
        Channel.objects.update(automatic_completion_delay=0, automatic_completion_cut_off_date=None)
        tasks.trigger_automatic_checkout_completion_task()
    (found,) = staff.orders()
    assert order(staff, found["id"])["chargeStatus"] == "FULL"
    assert held(toss) == 15000


@pytest.mark.parametrize("who", ["guest", "member"])
def test_return_through_the_server(request, staff, toss, who):
    buying = Transacting(request.getfixturevalue(who).fill())
    session = buying.initialize({"returnUrl": RETURN_URL, "serverReturn": True})
    url = toss.pay(session.data)
    assert "/return/" in url
    status, headers, _ = visit(url)
    assert status == 302
    assert headers["location"].startswith(RETURN_URL)
    assert "status=success" in headers["location"]
    assert "paymentKey" not in headers["location"]
    assert item(staff, session)["chargedAmount"]["amount"] == 15000
    assert buying.complete().order
    status, headers, _ = visit(url)
    assert "status=success" in headers["location"]
    assert "order=" in headers["location"]
    assert held(toss) == 15000


def test_return_of_an_order_through_the_server(buying, staff, toss, unpaid_order):
    """The order exists before it is paid: that says nothing of the payment."""
    data = {"returnUrl": RETURN_URL, "serverReturn": True}
    session = buying.initialize(data, of=unpaid_order)
    url = toss.pay(session.data)
    _, headers, _ = visit(f"{url.split('?')[0]}?code=PAY_PROCESS_CANCELED&message=x")
    assert "status=failed" in headers["location"]
    for _ in range(2):
        _, headers, _ = visit(url)
        assert "status=success" in headers["location"]
        assert "order=" in headers["location"]
        assert held(toss) == 15000
    assert order(staff, unpaid_order)["chargeStatus"] == "FULL"


def test_a_transaction_of_another_checkout(member, storefront_of, other_buyer, staff, toss):
    """Whoever knows a transaction's id can go on with it, but only for its own checkout."""
    buying = Transacting(member.fill())
    session = buying.initialize()
    stranger = Transacting(storefront_of(other_buyer).fill())
    theirs = stranger.initialize()
    returned = toss.buyer(theirs.data)
    assert stranger.process(session, returned).code == "ORDER_MISMATCH"
    assert toss.calls("confirm") == []


def test_staff_refund_in_the_dashboard_after_a_second_look(buying, staff, toss, charged):
    buying.complete()
    assert request(staff, charged, amount=15000) == []
    one = item(staff, charged)
    assert (one["chargedAmount"]["amount"], one["refundedAmount"]["amount"]) == (0, 15000)
    assert held(toss) == 0
