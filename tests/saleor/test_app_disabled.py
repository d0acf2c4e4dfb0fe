"""Staff disable or delete the App of the Transactions API: Saleor refuses, and no money moves."""

import pytest

from .helpers import held, refunded
from .shop import GATEWAY
from .transacting import events, item, request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture(params=["deactivated", "deleted", "purged"])
def switch_off(request, staff):
    """What staff do under Extensions in the dashboard, and what Saleor does to it weeks later."""
    take = {"deactivated": staff.deactivate_app}.get(request.param, staff.delete_app)

    def act():
        take(staff.app()["id"])
        if request.param == "purged":
            from saleor.app.models import App

            App.objects.filter(identifier=GATEWAY).delete()

    return act


@pytest.fixture
def repair():
    from saleor_brandpay.adapters.saleor import app_row

    return app_row.repair


def test_gateway_is_not_offered(buying, switch_off, repair):
    (offered,) = buying.gateways(GATEWAY)
    assert offered["data"]["clientKey"]
    switch_off()
    (refused,) = buying.gateways(GATEWAY)
    assert not refused["data"]
    assert refused["errors"]
    assert GATEWAY not in [one["id"] for one in buying.gateways()]
    repair()
    assert buying.gateways(GATEWAY) == [offered]


def test_nothing_is_begun(buying, toss, switch_off, repair):
    switch_off()
    toss.forget_requests()
    refused = buying.initialize()
    assert not refused.transaction
    (error,) = refused.errors
    assert (error["field"], error["code"]) == ("paymentGateway", "NOT_FOUND")
    assert toss.requests() == []
    repair()
    assert buying.initialize().window


def test_what_was_begun_is_not_charged(buying, toss, switch_off, repair):
    """The buyer is back from the window: the approval is never sent, until staff think again."""
    session = buying.initialize()
    returned = toss.buyer(session.data)
    switch_off()
    toss.forget_requests()
    refused = buying.process(session, returned)
    (error,) = refused.errors
    assert (error["field"], error["code"]) == ("id", "MISSING_PAYMENT_APP")
    assert toss.requests() == []
    assert held(toss) == 0
    repair()
    assert buying.process(session, returned).type == "CHARGE_SUCCESS"
    assert held(toss) == 15000


def test_refund_is_refused_and_told_once(buying, staff, toss, switch_off, repair):
    session = buying.initialize()
    assert buying.process(session, toss.buyer(session.data)).type == "CHARGE_SUCCESS"
    assert buying.complete().order
    switch_off()
    toss.forget_requests()
    request(staff, session, amount=4000)
    assert toss.requests() == []
    refused = item(staff, session)
    (failure,) = events(refused, "REFUND_FAILURE", "REFUND_SUCCESS")
    assert failure["type"] == "REFUND_FAILURE"
    assert "Missing relation to PaymentApp" in failure["message"]
    assert refused["chargedAmount"]["amount"] == 15000
    assert refused["refundPendingAmount"]["amount"] == 0
    repair()
    request(staff, session, amount=4000)
    assert refunded(toss) == [4000]
    assert item(staff, session)["chargedAmount"]["amount"] == 11000


def test_lost_answer_is_followed_all_the_same(buying, staff, toss, switch_off, later):
    """Toss has taken the money already: workers book it, whatever staff did to the App."""
    later(0)
    session = buying.initialize()
    returned = toss.buyer(session.data)
    toss.fault("confirm", "drop_after")
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert buying.process(session, returned).code == "CHECKING"
    switch_off()
    toss.mend()
    later(10 * 60)
    from saleor_brandpay.tasks import sweep

    sweep()
    assert item(staff, session)["chargedAmount"]["amount"] == 15000
    assert held(toss) == 15000
    from saleor_brandpay.adapters.saleor import app_row

    before = app_row.state()
    assert before in (app_row.State.DISABLED, app_row.State.REMOVED)
    assert app_row.ensure() is (before is app_row.State.REMOVED)


def test_payments_api_goes_on(buying, switch_off):
    """The Payments API does not ask for the App."""
    switch_off()
    (gateway,) = (one for one in buying.storefront.gateways() if one["id"] == GATEWAY)
    assert gateway["currencies"] == ["KRW"]
    assert buying.storefront.payment_create().complete().data["payment"]
