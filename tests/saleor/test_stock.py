"""Approved, but the order cannot be made: the money goes back at once, and the buyer is told."""

import pytest

from .helpers import after, approved, held, in_own_connection, refunded

pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.fixture
def sell_out(monkeypatch, shop):
    """The last cup is sold to somebody else while Toss approves."""

    def arm() -> None:
        from saleor.warehouse.models import Stock

        from saleor_brandpay.plugin import BrandpayPlugin

        def sell() -> None:
            in_own_connection(lambda: Stock.objects.update(quantity=0))

        after(monkeypatch, BrandpayPlugin, "confirm_payment", sell)

    return arm


def test_refunded_with_one_cancel(member, staff, toss, sell_out):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    sell_out()
    answer = member.complete(returned)
    assert answer.order is None
    assert [error["code"] for error in answer.errors] == ["INSUFFICIENT_STOCK"]
    assert held(toss) == 0
    assert refunded(toss) == [15000]
    assert len(toss.calls("cancel")) == 1
    assert staff.orders() == []
    from saleor.payment.models import Payment

    (payment,) = Payment.objects.all()
    assert payment.captured_amount == 0
    assert payment.charge_status == "fully-refunded"


def test_asked_again_it_stays_refunded(member, toss, sell_out):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    sell_out()
    member.complete(returned)
    again = member.complete(returned)
    assert again.order is None
    assert again.messages
    assert held(toss) == 0
    assert refunded(toss) == [15000]
    assert len(approved(toss)) == 1


def test_paid_anew_when_goods_are_back(member, staff, toss, shop, sell_out):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    sell_out()
    member.complete(returned)
    shop.set_stock("cup", 10)
    member.payment_create()
    answer = member.complete(toss.buyer(member.complete().data))
    order = staff.order(answer.order["id"])
    assert order["chargeStatus"] == "FULL"
    assert held(toss) == 15000
    assert refunded(toss) == [15000]


def test_buyer_is_told_while_the_refund_is_unknown(member, shop, toss, sell_out):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    sell_out()
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.errors
    # The goods are back, so that Saleor gets as far as asking the plugin again.
    shop.set_stock("cup", 10)
    again = member.complete(returned)
    assert again.order is None
    assert any("환불" in message for message in again.messages), again

    toss.mend()
    done = member.complete(returned)
    assert done.order is None
    assert any("환불" in message for message in done.messages), done
    assert refunded(toss) == [15000]
    assert len(approved(toss)) == 1


def test_refused_refund_is_no_raw_error(member, shop, toss, sell_out):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    sell_out()
    toss.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    answer = member.complete(returned)
    assert answer.order is None
    assert answer.errors
    shop.set_stock("cup", 10)
    again = member.complete(returned)
    assert again.order is None
    assert any("환불" in message for message in again.messages), again
    assert held(toss) == 15000


def test_gone_before_the_confirm_nothing_is_taken(member, shop, toss):
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    shop.set_stock("cup", 0)
    answer = member.complete(returned)
    assert answer.errors
    assert toss.calls("confirm") == []
    assert held(toss) == 0
