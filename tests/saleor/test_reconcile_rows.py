"""What another system under the same MID brings into Toss's list, and rows of ours gone wrong."""

import pytest

from .helpers import captured, held, paid_order, pay, refunded
from .hooks import unseen
from .reconciling import again, found, reconciler

pytestmark = pytest.mark.usefixtures("brandpay")

DOLLARS = {"currency": "USD", "amount": 726.24, "orderId": "ORDER_20240509_1"}
ROWS = {
    "dollars": {"row": DOLLARS},
    "whole dollars": {"row": {**DOLLARS, "amount": 10}},
    "a refund in dollars": {"row": {**DOLLARS, "status": "PARTIAL_CANCELED", "amount": 181.56}},
    "a status of tomorrow": {"row": {"status": "PAUSED", "method": {"a": 1}, "amount": "1,000"}},
    "nulls": {"row": dict.fromkeys(("amount", "currency", "status", "transactionAt", "mId"))},
    "no names": {"row": {}, "without": ["transactionKey", "paymentKey", "orderId"]},
    "no object": {"row": "maintenance"},
    "nothing": {"row": []},
    "other order ids": {"row": {"orderId": "주문 #1\u0000" + "x" * 300, "paymentKey": "\u0000"}},
    "a number for an order id": {"row": {"orderId": 20240509, "paymentKey": 17.5}},
    "more than a number can be": {"row": {"amount": 10**30, "transactionAt": "0001-01-01"}},
    "more fields": {"row": {"settlement": {"fee": 3.3}, "mId": "anothermid"}},
}


@pytest.fixture
def reconcile(toss, later):
    return reconciler(later)


def test_rows_of_other_systems_stop_nothing(member, staff, toss, reconcile):
    """Ours beside them is compared and healed, and the run says that all is well."""
    order = pay(member.fill(), toss).order["id"]
    for row in ROWS.values():
        toss.call("POST", "transactions", row)
    toss.console_refund(toss.payments()[0]["paymentKey"], amount=1000)
    status, document = reconcile("--heal")
    assert document["errors"] == []
    assert (status, found(document)) == (0, [("refund_only_there", True)])
    assert document["toss"]["approved"] == {"payments": 1, "won": 15000}
    assert captured(staff.order(order)) == 14000
    again(reconcile)


def test_what_is_not_in_won_is_counted_and_added_to_no_won(member, toss, reconcile):
    for amount in (726.24, 10, 250000):
        toss.foreign_row({"currency": "USD", "amount": amount})
    toss.foreign_row({"amount": 5000})
    status, document = reconcile()
    assert (status, found(document)) == (0, [])
    assert document["toss"]["of_other_systems"] == {"payments": 4, "won": 5000}
    reasons = [finding["reason"] for finding in document["findings"]]
    assert sorted(reasons) == ["other_currency"] * 3 + ["other_system"]


@pytest.mark.parametrize(
    "row",
    [
        {"amount": None},
        {"orderId": None},
    ],
    ids=str,
)
def test_a_row_of_ours_that_cannot_be_read_is_told(member, staff, toss, reconcile, row):
    """The payment itself is read then: the sums are right, and nothing is healed that is well."""
    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    toss.show(payment["paymentKey"], row=row)
    status, document = reconcile()
    assert (status, found(document)) == (1, [("still_unknown", False)])
    (finding,) = document["findings"]
    assert (finding["reason"], finding["order_id"]) == ("row", payment["orderId"])
    assert document["toss"]["approved"] == {"payments": 1, "won": 15000}
    status, document = reconcile("--heal")
    assert (status, found(document)) == (0, [("still_unknown", True)])
    assert captured(staff.order(order)) == 15000
    assert refunded(toss) == []


def test_a_row_of_ours_that_cannot_be_read_is_healed_all_the_same(member, staff, toss, reconcile):
    unseen(member, toss)
    (payment,) = toss.payments()
    toss.show(payment["paymentKey"], row={"amount": None})
    status, document = reconcile("--heal")
    assert status == 0
    assert ("paid_without_order", True) in found(document)
    toss.show(payment["paymentKey"])
    paid_order(staff, toss, member.complete(), 15000)
    again(reconcile)


def test_a_payment_of_ours_in_an_unknown_status_is_left_to_people(member, staff, toss, reconcile):
    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    toss.show(payment["paymentKey"], payment={"status": "PAUSED"})
    for words in (["--deep"], ["--deep", "--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("still_unknown", False)])
        assert document["findings"][0]["reason"] == "unreadable"
    assert captured(staff.order(order)) == 15000
    toss.show(payment["paymentKey"])
    assert held(toss) == 15000


def test_a_payment_key_of_another_system_does_not_hold_ours_up(member, toss, later):
    """A buyer comes back with the key of a payment in dollars, then with his own."""
    toss.call("POST", "payments/bulk", {"count": 1, "orderPrefix": "other-"})
    (other,) = toss.payments()
    toss.show(other["paymentKey"], payment={"currency": "USD", "totalAmount": 726.24})
    member.fill().payment_create()
    window = member.complete().data
    returned = toss.buyer(window)
    answer = member.complete({**returned, "paymentKey": other["paymentKey"]})
    assert answer.order is None
    again_shown = answer.data or member.complete().data
    assert again_shown["payment"]["orderId"]
    answer = member.complete(toss.buyer(again_shown))
    assert answer.order
