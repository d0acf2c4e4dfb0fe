"""The plugin's own return address, where things have changed while the buyer was away."""

import pytest
from django.test import RequestFactory
from saleor.checkout.models import Checkout
from saleor.payment.models import Payment
from saleor.product.models import ProductVariantChannelListing

from tests.saleor.helpers import nothing_taken, paid_order, visit

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def back(member, toss):
    """The address that a paid window sends the buyer to."""
    member.fill().payment_create()
    return toss.pay(member.complete({"serverReturn": True}).data)


def status_of(url: str) -> str:
    status, headers, _ = visit(url)
    assert status in {302, 303}
    return headers["location"].split("status=")[1].split("&")[0]


def test_checkout_is_gone(back, toss):
    Checkout.objects.all().delete()
    assert status_of(back) == "failed"
    nothing_taken(toss)


def test_another_payment_is_active(back, member, toss):
    member.payment_create("mirumee.payments.dummy", token="paid")
    assert status_of(back) == "failed"
    nothing_taken(toss)


def test_unpaid_orders_are_allowed_by_now(back, staff, shop, toss):
    staff.update_channel(shop.krw.id, orderSettings={"allowUnpaidOrders": True})
    assert status_of(back) == "failed"
    assert staff.orders() == []
    nothing_taken(toss)


def test_goods_are_sold_no_longer(back, toss):
    ProductVariantChannelListing.objects.all().delete()
    assert status_of(back) == "failed"
    nothing_taken(toss)


def test_return_of_another_order_id(back, toss):
    head, _, tail = back.partition("orderId=")
    assert status_of(f"{head}orderId=x{tail}") == "failed"
    nothing_taken(toss)
    assert status_of(back) == "success"


def test_defect_is_no_page_of_errors(back, toss, monkeypatch):
    from saleor_brandpay.adapters.payments_api import complete_checkout

    def broken(*args, **kwargs):
        raise RuntimeError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(complete_checkout, "finish_checkout", broken)
        assert status_of(back) == "checking"
    assert status_of(back) == "success"


def test_unknown_outcome_is_being_checked(back, member, staff, toss):
    toss.fault("confirm", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert status_of(back) == "checking"
    toss.mend()
    assert status_of(back) == "success"
    (made,) = staff.orders()
    assert staff.order(made["id"])["chargeStatus"] == "FULL"


def test_failure_after_the_payment_closes_nothing(back, member, staff, toss):
    failed = back.split("?")[0] + "?code=REJECT_CARD_COMPANY&message=x"
    assert status_of(failed) == "failed"
    assert status_of(back) == "success"
    assert status_of(failed) == "success"


def test_only_get(back, toss):
    assert visit(back, "POST")[0] == 405
    nothing_taken(toss)


def test_without_a_return_url_there_is_a_page(member, toss):
    member.fill().payment_create(return_url=None)
    url = toss.pay(member.complete({"serverReturn": True}).data)
    status, _, body = visit(url)
    assert status == 200
    assert body.startswith(b"<!doctype html><p>success ")


def test_top_level_visit_of_the_callback_gets_a_page(member, saleor):
    window = member.fill().payment_create().complete().data
    url = f"{window['redirectUrl']}?code=bad&customerKey={window['customerKey']}"
    status, headers, body = visit(url, **{"Sec-Fetch-Mode": "navigate"})
    assert status == 400
    assert headers["content-type"].startswith("text/html")
    assert b"refused" in body


def test_preflight_where_the_host_leaves_it_to_us():
    """Saleor, like the mini host, answers OPTIONS before any plugin is asked."""
    from saleor_brandpay.http import callback_and_return

    answer = callback_and_return.callback(RequestFactory().options("/callback"))
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_server_return_then_the_page_asks_too(back, member, staff, toss):
    assert status_of(back) == "success"
    paid_order(staff, toss, member.complete(), 15000)
    assert Payment.objects.get().captured_amount == 15000
