"""Rows of other systems in Toss's list, of whatever shape: counted, and in nobody's way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from saleor_brandpay.api.transaction import Transaction
from saleor_brandpay.core.reconcile.report import as_html, as_json, as_text
from saleor_brandpay.core.reconcile.toss_rows import by_payment
from saleor_brandpay.models import Kind
from tests.core.reconcile.reconciling import Reconciler, ShopRecords, found
from tests.core.shop import MovingClock, Shop

AFTER = 120
VALUES = (
    *(None, True, 0, -1, 17.5, 726.24, 10**30, -(10**30), 1e300, "", " ", "0", "-0", "15000.00"),
    *("\0", "a\0b", "주문 #1", "x" * 5000, "'; drop table", "DONE", "KRW", "USD"),
    *([], [None], ["\0"], {}, {"a": {"b": "\0"}}, "2026-13-45", "9999-12-31T23:59:59-12:00"),
)
NAMES = (
    *("transactionKey", "paymentKey", "orderId", "status", "amount", "currency", "transactionAt"),
    *("mId", "method", "customerKey", "useEscrow", "receiptUrl", "somethingNew"),
)


@pytest.fixture
def reconcile(shop: Shop) -> Reconciler:
    return Reconciler(shop, ShopRecords(shop))


@pytest.mark.parametrize("name", NAMES)
def test_any_value_in_any_field_is_in_nobodys_way(
    reconcile: Reconciler, shop: Shop, time: MovingClock, name: str
) -> None:
    """A refund of ours in the console is found among them, on whatever page."""
    reconcile.refunded(4000, booked=False)
    for value in VALUES:
        shop.sandbox.foreign_row({name: value})
    shop.sandbox.foreign_row({}, without=[name])
    reconcile.order()
    time.advance(AFTER)
    made = reconcile(tools={"page": 40})
    assert made.errors == []
    assert found(made) == [("refund_only_there", "console")]
    assert made.totals["approved"] == 2
    assert (made.totals["approved_won"], made.totals["refunded_won"]) == (30000, 4000)
    json.loads("".join(as_json.pieces(made)))
    assert "\n".join(as_text.lines(made))
    assert as_html.page(made)


@pytest.mark.parametrize("row", [None, "text", 7, [], {"a": 1}, [{"orderId": "x"}]], ids=str)
def test_what_is_no_row_at_all_is_counted(
    reconcile: Reconciler, shop: Shop, time: MovingClock, row: Any
) -> None:
    shop.sandbox.control("POST", "transactions", {"row": row})
    reconcile.order()
    time.advance(AFTER)
    made = reconcile()
    assert (found(made), made.errors) == ([], [])
    assert made.totals["foreign"] == 1


def test_the_list_goes_on_behind_rows_without_keys(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    """It is paged by their keys."""
    for _ in range(4):
        shop.sandbox.foreign_row({}, without=["transactionKey"])
        shop.sandbox.foreign_row()
    reconcile.order()
    shop.sandbox.foreign_row({}, without=["transactionKey"])
    time.advance(AFTER)
    made = reconcile(tools={"page": 3})
    assert (found(made), made.errors) == ([], [])
    assert (made.totals["approved"], made.totals["foreign"]) == (1, 9)


@pytest.mark.parametrize(
    ("row", "without"),
    [
        *(({"amount": None}, []), ({"amount": 15000.5}, []), ({"amount": "a lot"}, [])),
        *(({"currency": "USD"}, []), ({"status": None}, [])),
        *(({}, ["orderId"]), ({}, ["paymentKey"]), ({}, ["transactionKey"])),
    ],
    ids=str,
)
def test_a_row_of_ours_that_cannot_be_read_is_told(
    reconcile: Reconciler, shop: Shop, time: MovingClock, row: dict[str, Any], without: list[str]
) -> None:
    """And counted once, by the payment itself; there is nothing to heal."""
    _, attempt = reconcile.order()
    # What both leave out would make the payment unreadable too.
    shown = dict.fromkeys(without)
    shop.sandbox.show(attempt.payment_key, row=row | shown)
    time.advance(AFTER)
    made = reconcile()
    assert found(made) == [("still_unknown", "row")]
    (finding,) = made.findings()
    assert finding.order_id == attempt.order_id
    assert (made.totals["approved"], made.totals["approved_won"]) == (1, 15000)
    healed = reconcile(heal=True)
    assert healed.agrees
    assert healed.all_kinds.healed == 1


def test_a_page_of_rows_without_keys_is_told(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    """What stands behind them cannot be had: nobody may believe that all was compared."""
    for _ in range(4):
        shop.sandbox.foreign_row({}, without=["transactionKey"])
    reconcile.order()
    time.advance(AFTER)
    made = reconcile(tools={"page": 4})
    assert "without transactionKey" in made.errors[0]
    assert not made.agrees


def test_rows_of_ours_and_of_others_without_keys_are_not_one_payment() -> None:
    rows = [
        Transaction.parse({"orderId": order_id, "status": "DONE", "amount": 1})
        for order_id in ("theirs", "ours", "", "")
    ]
    assert [group.order_id for group in by_payment(rows)] == ["theirs", "ours", "", ""]


def test_a_refund_of_ours_that_cannot_be_read_is_counted_by_its_payment(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    _, attempt = reconcile.refunded(4000)
    shop.sandbox.show(attempt.payment_key, row={"amount": 4000.5})
    time.advance(AFTER)
    for page in (1, 100):
        made = reconcile(tools={"page": page}, deep=page == 1)
        assert found(made) == [("still_unknown", "row")]
        assert (made.totals["approved_won"], made.totals["refunded_won"]) == (15000, 4000)


def test_what_is_told_of_rows_of_other_systems(
    reconcile: Reconciler, shop: Shop, time: MovingClock
) -> None:
    shop.merchant()
    shop.sandbox.foreign_row({"currency": "USD", "amount": 726.24})
    shop.sandbox.foreign_row({"amount": 726.24})
    shop.sandbox.foreign_row({"amount": 5000})
    shop.sandbox.foreign_row({"status": "PAUSED", "amount": 9000})
    time.advance(AFTER)
    made = reconcile()
    assert made.agrees
    assert (made.totals["foreign"], made.totals["foreign_won"]) == (4, 5000)
    reasons = sorted(one.reason for one in made.findings() if one.kind == Kind.FOREIGN)
    assert reasons == ["other_currency", "other_shape", "other_system", "other_system"]
    assert "another system takes payments under the same MID" in "\n".join(as_text.lines(made))
