"""Refunds from the dashboard: a repeat is the same refund, a second one on purpose is a second."""

import json

import pytest

from .helpers import after, captured, crash, held, pay, payment_of, refunded, rows_of

pytestmark = pytest.mark.usefixtures("brandpay", "lock_order")


@pytest.fixture
def order(member, toss):
    """Id of a paid order over two cups, a saucer and shipping: 32000 won."""
    return pay(member.fill({"cup": 2, "saucer": 1}), toss).order["id"]


def told(errors) -> str:
    return " ".join(str(error["message"]) for error in errors)


def no_read_back(toss) -> None:
    toss.fault("payment", "drop_before", times=None)
    toss.fault("payment_by_order_id", "drop_before", times=None)


def test_part_then_rest(order, staff, toss):
    assert staff.refund(order, 10000) == []
    assert captured(staff.order(order)) == 22000
    assert staff.order(order)["paymentStatus"] == "PARTIALLY_REFUNDED"
    assert staff.refund(order, 22000) == []
    after_all = staff.order(order)
    assert captured(after_all) == 0
    assert after_all["paymentStatus"] == "FULLY_REFUNDED"
    assert refunded(toss) == [10000, 22000]
    assert held(toss) == 0


def test_refund_is_booked_under_tosss_transaction_key(order, staff, toss):
    staff.refund(order, 10000)
    payment = payment_of(staff.order(order))
    (cancel,) = toss.payments()[0]["cancels"]
    (row,) = rows_of(payment, "REFUND")
    assert row["token"] == cancel["transactionKey"]
    assert row["token"] != payment["pspReference"]
    assert payment["pspReference"] == toss.payments()[0]["paymentKey"]


def test_lines(order, staff, toss):
    (cups, saucer) = staff.order(order)["lines"]
    assert staff.refund_lines(order, {cups["id"]: 1}) == []
    assert refunded(toss) == [12000]
    assert staff.refund_lines(order, {saucer["id"]: 1}, includeShippingCosts=True) == []
    assert refunded(toss) == [12000, 8000]
    assert captured(staff.order(order)) == 12000


def test_returned_lines(order, staff, toss, shop):
    (cups, _) = staff.order(order)["lines"]
    assert staff.return_lines(order, {cups["id"]: 2}) == []
    assert refunded(toss) == [24000]
    assert captured(staff.order(order)) == 8000


def test_more_than_was_paid_is_refused(order, staff, toss):
    assert staff.refund(order, 32001)
    assert staff.refund(order, 10000) == []
    assert staff.refund(order, 22001)
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_refused_by_toss_then_mended(order, staff, toss):
    toss.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT", times=1)
    errors = staff.refund(order, 10000)
    assert "EXCEED_CANCEL_LIMIT" in told(errors)
    assert captured(staff.order(order)) == 32000
    assert refunded(toss) == []

    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_refused_lines_leave_the_reason_on_the_order(order, staff, toss):
    """Saleor hides the message of this mutation; staff must find it elsewhere."""
    toss.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    (cups, _) = staff.order(order)["lines"]
    assert staff.refund_lines(order, {cups["id"]: 1})
    assert "EXCEED_CANCEL_LIMIT" in json.dumps(staff.order(order))
    assert staff.refund_lines(order, {cups["id"]: 1}) == []
    assert refunded(toss) == [12000]


def test_lost_answer_is_read_back(order, staff, toss):
    toss.fault("cancel", "drop_after")
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_unknown_refund_then_the_repeat(order, staff, toss):
    # The client itself repeats once on a fresh connection, so once would not be lost.
    toss.fault("cancel", "drop_after", times=None)
    no_read_back(toss)
    errors = staff.refund(order, 10000)
    assert errors
    assert captured(staff.order(order)) == 32000
    assert refunded(toss) == [10000]

    toss.mend()
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_server_error_after_refunding(order, staff, toss):
    toss.fault("cancel", "http_500_after")
    errors = staff.refund(order, 10000)
    if errors:
        assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_rolled_back_after_the_refund(order, staff, toss, monkeypatch):
    from saleor_brandpay.plugin import BrandpayPlugin

    with monkeypatch.context() as broken:
        after(broken, BrandpayPlugin, "refund_payment", crash)
        staff.try_refund(order, 10000)
    assert captured(staff.order(order)) == 32000
    assert refunded(toss) == [10000]

    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_return_rolled_back_after_the_refund(order, staff, toss, monkeypatch):
    """`orderFulfillmentReturnProducts` rolls the refund's row back when a later step fails."""
    from saleor.order import actions

    (cups, _) = staff.order(order)["lines"]
    with monkeypatch.context() as broken:
        broken.setattr(actions, "create_return_fulfillment", crash)
        staff.try_return_lines(order, {cups["id"]: 1})
    money = refunded(toss)
    assert staff.return_lines(order, {cups["id"]: 1}) == []
    assert refunded(toss) == [12000]
    assert money == [12000]
    assert captured(staff.order(order)) == 20000


def test_second_equal_refund_is_a_second_one_after_the_guard(order, staff, toss, later):
    assert staff.refund(order, 10000) == []
    later(61)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000, 10000]
    assert captured(staff.order(order)) == 12000


def test_same_refund_within_a_minute_is_taken_for_a_slip(order, staff, toss):
    assert staff.refund(order, 10000) == []
    errors = staff.refund(order, 10000)
    assert errors
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000
    assert staff.refund(order, 9000) == []


def test_guard_can_be_turned_off(order, staff, toss, settings):
    settings.BRANDPAY_REFUND_GUARD = "0"
    assert staff.refund(order, 10000) == []
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000, 10000]


def test_two_clicks_at_once(order, staff, toss):
    from .helpers import together

    together(*[lambda: staff.refund(order, 10000)] * 2)
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_refund_after_one_in_the_toss_console(order, staff, toss):
    """Someone refunded in the Toss console: staff are told the balance, nothing is guessed."""
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=20000, reason="전화 요청")
    errors = staff.refund(order, 15000)
    assert "12" in told(errors).replace(",", "")
    assert refunded(toss) == [20000]
    assert captured(staff.order(order)) == 12000, "the console's refund is booked"
    assert staff.refund(order, 12000) == []
    assert held(toss) == 0


def test_toss_unreachable_says_that_nothing_moved(order, staff, toss, settings):
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    errors = staff.refund(order, 10000)
    assert errors
    assert captured(staff.order(order)) == 32000
    del settings.BRANDPAY_API_URL
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]


def test_secret_key_replaced_between_payment_and_refund(order, staff, toss, brandpay):
    from .toss import CLIENT_KEY

    replaced = "test_sk_" + "9" * 28
    toss.add_keys(CLIENT_KEY, replaced)
    brandpay(secret_key=replaced)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_channel_moved_to_another_mid_between_payment_and_refund(order, staff, toss, brandpay):
    client_key, secret_key = "test_ck_" + "7" * 28, "test_sk_" + "7" * 28
    toss.add_keys(client_key, secret_key, "othermid")
    brandpay(client_key=client_key, secret_key=secret_key)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
    assert captured(staff.order(order)) == 22000


def test_plugin_switched_off_refunds_still_work(order, staff, toss, brandpay):
    brandpay(active=False)
    assert staff.refund(order, 10000) == []
    assert refunded(toss) == [10000]
