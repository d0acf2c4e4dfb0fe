"""Refunds that Saleor did not make, or forgot: booked by webhook, by sweep or by the repeat."""

import pytest

from .helpers import after, approved, captured, crash, held, pay, payment_of, refunded, rows_of
from .hooks import all_done, delivered, events, reads, sweep

pytestmark = pytest.mark.usefixtures("webhooks", "lock_order")


@pytest.fixture
def order(member, toss):
    """Id of a paid order over two cups, a saucer and shipping: 32000 won."""
    made = pay(member.fill({"cup": 2, "saucer": 1}), toss).order["id"]
    delivered(toss)
    return made


def key(toss) -> str:
    (payment,) = approved(toss)
    return payment["paymentKey"]


def refund_events(order) -> list[dict]:
    return [event for event in order["events"] if "REFUND" in event["type"]]


def test_part_in_the_console(order, staff, toss):
    toss.console_refund(key(toss), amount=5000, reason="전화 요청")
    assert delivered(toss) == [200]
    after_all = staff.order(order)
    assert captured(after_all) == held(toss) == 27000
    assert after_all["paymentStatus"] == "PARTIALLY_REFUNDED"
    assert after_all["totalCharged"]["amount"] == 27000
    (row,) = rows_of(payment_of(after_all), "REFUND")
    (cancel,) = approved(toss)[0]["cancels"]
    assert row["token"] == cancel["transactionKey"]
    assert row["amount"]["amount"] == 5000
    (event,) = refund_events(after_all)
    assert event["amount"] == 5000
    assert all_done()


def test_refund_of_a_webhook_costs_one_read(order, staff, toss):
    toss.console_refund(key(toss), amount=5000)
    toss.forget_requests()
    assert delivered(toss) == [200]
    assert captured(staff.order(order)) == 27000
    assert reads(toss) == 1


def test_all_in_the_console(order, staff, toss):
    toss.console_refund(key(toss), reason="전화 요청")
    assert delivered(toss) == [200]
    after_all = staff.order(order)
    assert captured(after_all) == held(toss) == 0
    assert after_all["paymentStatus"] == "FULLY_REFUNDED"
    assert len(rows_of(payment_of(after_all), "REFUND")) == 1
    assert len(refund_events(after_all)) == 1
    assert all_done()


def test_several_in_the_console_before_one_webhook_comes(order, staff, toss):
    for won in (1000, 2000, 3000):
        toss.console_refund(key(toss), amount=won)
    assert delivered(toss) == [200, 200, 200]
    after_all = staff.order(order)
    assert captured(after_all) == held(toss) == 26000
    assert len(rows_of(payment_of(after_all), "REFUND")) == 3
    for sent in toss.webhooks():
        toss.resend(sent["id"])
    assert staff.order(order) == after_all


def test_console_refund_between_two_of_ours(order, staff, toss):
    assert staff.refund(order, 10000) == []
    delivered(toss)
    toss.console_refund(key(toss), amount=4000)
    delivered(toss)
    assert staff.refund(order, 8000) == []
    delivered(toss)
    after_all = staff.order(order)
    assert captured(after_all) == held(toss) == 10000
    assert refunded(toss) == [10000, 4000, 8000]
    assert len(rows_of(payment_of(after_all), "REFUND")) == 3
    assert all_done()


def test_webhook_of_our_own_refund_changes_nothing(order, staff, toss):
    assert staff.refund(order, 10000) == []
    before = staff.order(order)
    assert delivered(toss) == [200]
    assert staff.order(order) == before


@pytest.fixture
def rolled_back(order, staff, toss, monkeypatch):
    """A return whose refund Toss made, while Saleor rolled everything back; the line."""
    from saleor_brandpay.plugin import BrandpayPlugin

    line = {staff.order(order)["lines"][0]["id"]: 1}
    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "refund_payment", crash)
        staff.try_return_lines(order, line)
    assert refunded(toss) == [12000]
    assert captured(staff.order(order)) == 32000
    return line


def test_rolled_back_return_is_booked_by_the_webhook(order, staff, toss, rolled_back):
    assert delivered(toss) == [200]
    assert captured(staff.order(order)) == held(toss) == 20000
    assert staff.return_lines(order, rolled_back) == []
    assert refunded(toss) == [12000]
    assert captured(staff.order(order)) == 20000


def test_rolled_back_return_is_booked_by_reconciling(order, staff, toss, rolled_back, reconciled):
    """No webhook came: the daily comparison sees it."""
    assert reconciled() == 0
    assert captured(staff.order(order)) == held(toss) == 20000
    assert staff.return_lines(order, rolled_back) == []
    assert refunded(toss) == [12000]
    assert captured(staff.order(order)) == 20000
    assert reconciled() == 0


def test_webhook_between_the_rollback_and_the_repeat_by_amount(order, staff, toss, monkeypatch):
    from saleor_brandpay.plugin import BrandpayPlugin

    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "refund_payment", crash)
        staff.try_refund(order, 10000)
    assert delivered(toss) == [200]
    assert captured(staff.order(order)) == 22000
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_return_whose_refund_toss_refused_after_one_in_the_console(order, staff, toss):
    """The click books nothing, since Saleor rolls it back; the webhook does."""
    lines = staff.order(order)["lines"]
    toss.console_refund(key(toss), amount=20000)
    assert staff.return_lines(order, {lines[0]["id"]: 2})
    assert delivered(toss) == [200]
    assert captured(staff.order(order)) == held(toss) == 12000


def test_unknown_refund_is_finished_by_the_sweep(order, staff, toss, later):
    toss.fault("cancel", "drop_after", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert staff.refund(order, 10000)
    toss.mend()
    for _ in range(2):
        later(300)
        sweep()
    assert captured(staff.order(order)) == held(toss) == 22000
    assert refunded(toss) == [10000]
    (refund,) = rows_of(payment_of(staff.order(order)), "REFUND")
    assert refund["amount"]["amount"] == 10000
    assert delivered(toss) == [200]
    assert set(events()) == {("PAYMENT_STATUS_CHANGED", True)}


def test_unknown_refund_that_toss_never_got(order, staff, toss, later):
    """Nothing moved; the sweep says so or makes it: either way once, and both sides agree."""
    toss.fault("cancel", "drop_before", times=None)
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)
    assert staff.refund(order, 10000)
    toss.mend()
    for _ in range(3):
        later(300)
        sweep()
    assert captured(staff.order(order)) == held(toss)
    assert refunded(toss) == [10000]


def test_automatic_refund_of_unknown_outcome(member, shop, staff, toss, later, monkeypatch):
    """No order, and Saleor holds the refund for ongoing: the sweep ends it, the cart is free."""
    from saleor.warehouse.models import Stock

    from saleor_brandpay.plugin import BrandpayPlugin

    from .helpers import in_own_connection

    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)

    def sell() -> None:
        in_own_connection(lambda: Stock.objects.update(quantity=0))

    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "confirm_payment", sell)
        toss.fault("cancel", "drop_after", times=None)
        toss.fault("payment", "drop_before", times=None)
        toss.fault("payment_by_order_id", "drop_before", times=None)
        assert member.complete(returned).errors
    toss.mend()
    shop.set_stock("cup", 100)
    for _ in range(2):
        later(300)
        sweep()
    assert refunded(toss) == [15000]
    member.payment_create()
    answer = member.complete(toss.buyer(member.complete().data))
    assert answer.order
    assert held(toss) == 15000
