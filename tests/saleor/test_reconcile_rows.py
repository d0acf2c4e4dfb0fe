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


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_row_of_another_system_stops_nothing(member, staff, toss, reconcile, row):
    """Ours beside it is compared and healed, and the run says that all is well."""
    order = pay(member.fill(), toss).order["id"]
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


def test_the_list_goes_on_behind_rows_without_keys(member, guest, toss, reconcile, monkeypatch):
    """Toss's list is paged by their keys."""
    from saleor_brandpay.core.reconcile.tools import Tools

    monkeypatch.setattr(
        Tools.__init__, "__kwdefaults__", {**Tools.__init__.__kwdefaults__, "page": 3}
    )
    for _ in range(4):
        toss.foreign_row({}, without=["transactionKey"])
        toss.foreign_row()
    pay(member.fill(), toss)
    pay(guest.fill(), toss)
    toss.foreign_row({}, without=["transactionKey"])
    status, document = reconcile()
    assert (status, found(document)) == (0, [])
    assert document["toss"]["approved"]["payments"] == 2
    assert document["toss"]["of_other_systems"]["payments"] == 9


@pytest.mark.parametrize(
    ("row", "without"),
    [
        ({"amount": None}, []),
        ({"amount": 15000.5}, []),
        ({"currency": "USD"}, []),
        ({"amount": "a lot"}, []),
        ({"status": None}, []),
        ({}, ["orderId"]),
        ({}, ["paymentKey"]),
    ],
    ids=str,
)
def test_a_row_of_ours_that_cannot_be_read_is_told(member, staff, toss, reconcile, row, without):
    """The payment itself is read then: the sums are right, and nothing is healed that is well."""
    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    toss.show(payment["paymentKey"], row=row, without=without)
    toss.show(payment["paymentKey"], row=row) if not without else None
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


@pytest.mark.parametrize("shown", [{"totalAmount": 15000.5}, {"status": "PAUSED"}], ids=str)
def test_a_payment_of_ours_that_cannot_be_read_is_left_to_people(
    member, staff, toss, reconcile, shown
):
    order = pay(member.fill(), toss).order["id"]
    (payment,) = toss.payments()
    toss.show(payment["paymentKey"], payment=shown)
    for words in (["--deep"], ["--deep", "--heal"]):
        status, document = reconcile(*words)
        assert (status, found(document)) == (1, [("still_unknown", False)])
        assert document["findings"][0]["reason"] == "unreadable"
    assert captured(staff.order(order)) == 15000
    toss.show(payment["paymentKey"])
    assert held(toss) == 15000


def test_a_payment_key_of_another_system_does_not_hold_ours_up(member, staff, toss):
    """A buyer comes back with the key of a payment in dollars, then with his own."""
    toss.call("POST", "payments/bulk", {"count": 1, "orderPrefix": "other-"})
    (other,) = toss.payments()
    toss.show(other["paymentKey"], payment={"currency": "USD", "totalAmount": 726.24})
    member.fill().payment_create()
    returned = toss.buyer(member.complete().data)
    assert member.complete({**returned, "paymentKey": other["paymentKey"]}).order is None
    toss.show(other["paymentKey"])
    order = member.complete(returned).order
    if order is None:
        data = member.complete().data
        order = member.complete(toss.buyer(data)).order
    assert order
