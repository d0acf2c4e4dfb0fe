"""The receipt stands in the order's public metadata, however the order came to be paid."""

import logging

import pytest

from .helpers import held, pay
from .hooks import no_answers, sweep
from .transacting import order, request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")

CREATE_FROM_CHECKOUT = """mutation($id: ID!) { orderCreateFromCheckout(id: $id) {
  order { id } errors { field code message } } }"""


@pytest.fixture
def app_makes_order(saleor, shop, toss):
    """An app turns a checkout into an order; its id."""
    from saleor.app.models import App
    from saleor.permission.models import Permission

    from .graphql import Api

    app = App.objects.create(name="Orders", is_active=True, identifier="orders")
    app.permissions.set(
        Permission.objects.filter(codename__in=("handle_checkouts", "manage_checkouts"))
    )
    _, token = app.tokens.create(name="main")
    api = Api(saleor.url, token)
    api.scheme = "Bearer"

    def make(storefront) -> str:
        answer = api.mutate(CREATE_FROM_CHECKOUT, id=storefront.checkout)
        return str(answer["order"]["id"])

    return make


def receipt(staff, order_id):
    rows = staff.order(order_id)["metadata"]
    return {row["key"]: row["value"] for row in rows}.get("brandpay.receiptUrl")


def receipt_at_toss(toss):
    (payment,) = [one for one in toss.payments() if one["status"] == "DONE"]
    return payment["receipt"]["url"]


def alarms(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_of_an_order_that_is_paid_by_a_link(buying, staff, toss, app_makes_order):
    made = app_makes_order(buying.storefront)
    session = buying.initialize(of=made)
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert receipt(staff, made) == receipt_at_toss(toss)


def test_of_an_order_that_keeps_its_own_metadata(buying, staff, toss, app_makes_order):
    from saleor.order.models import Order

    made = app_makes_order(buying.storefront)
    Order.objects.update(metadata={"gift": "yes"})
    session = buying.initialize(of=made)
    buying.process(session, toss.buyer(session.data))
    rows = {row["key"]: row["value"] for row in staff.order(made)["metadata"]}
    assert "no real money" in rows.pop("brandpay.testPayment")
    assert rows == {"gift": "yes", "brandpay.receiptUrl": receipt_at_toss(toss)}


def test_of_an_order_that_an_app_makes_while_the_window_is_open(
    buying, staff, toss, app_makes_order, caplog
):
    session = buying.initialize()
    returned = toss.buyer(session.data)
    made = app_makes_order(buying.storefront)
    caplog.clear()
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert alarms(caplog) == []
    assert receipt(staff, made) == receipt_at_toss(toss)
    found = order(staff, made)
    assert (found["chargeStatus"], held(toss)) == ("FULL", 15000)


def test_of_an_order_that_is_made_in_the_midst(
    buying, staff, toss, app_makes_order, caplog, monkeypatch
):
    """Right before the checkout is locked, to keep the receipt on it: that is an order then."""
    from saleor_brandpay.adapters.transactions_api import display

    from .helpers import before

    made = []
    before(
        monkeypatch,
        display,
        "patiently",
        lambda: made.append(app_makes_order(buying.storefront)),
    )
    session = buying.initialize()
    buying.process(session, toss.buyer(session.data))
    assert alarms(caplog) == []
    assert receipt(staff, made[0]) == receipt_at_toss(toss)


@pytest.mark.parametrize("of", ["order", "checkout"])
def test_of_what_a_worker_has_charged(buying, staff, toss, later, app_makes_order, of):
    made = app_makes_order(buying.storefront) if of == "order" else None
    session = buying.initialize(of=made)
    returned = toss.buyer(session.data)
    no_answers(toss)
    assert buying.process(session, returned).code == "CHECKING"
    toss.mend()
    later(200)
    sweep()
    made = made or buying.complete().order["id"]
    assert receipt(staff, made) == receipt_at_toss(toss)


def test_that_was_lost_is_put_back_by_a_worker(buying, staff, toss, later, app_makes_order):
    """The app had read the checkout before the receipt was there, and made the order after."""
    from saleor.order.models import Order

    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    made = app_makes_order(buying.storefront)
    Order.objects.update(metadata={})
    later(200)
    sweep()
    assert receipt(staff, made) == receipt_at_toss(toss)


def test_a_second_click_on_a_refund_is_no_alarm(buying, staff, toss, charged, member, caplog):
    assert buying.complete().order
    assert request(staff, charged, amount=4000) == []
    assert request(staff, charged, amount=4000) == []
    made = pay(member.fill(), toss).order["id"]
    assert staff.refund(made, 4000) == []
    assert staff.refund(made, 4000) != []
    assert alarms(caplog) == []
    assert held(toss) == 22000
