"""Toss's settlements held against our attempts and refunds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.api.payment import Cancel
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import order_ids
from saleor_brandpay.core.settlements.line import Owner
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.models import Attempt, Refund
from tests.core.reconcile.test_foreign_rows import VALUES
from tests.core.settlements.settling import DAY, Settling, found, row_of

FIELDS = (
    *("mId", "paymentKey", "transactionKey", "orderId", "currency", "method", "amount", "fee"),
    *("vat", "supplyAmount", "payOutAmount", "soldDate", "paidOutDate", "approvedAt", "new"),
)


def test_sold_refunded_fee_and_paid_out(settle: Settling) -> None:
    settle.order(20000)
    settle.shop.refund(settle.order(15000), 5000)
    settled = settle()
    sums = settled.ledger.sums
    assert settled.agrees
    assert (sums.sold.rows, sums.sold.won, sums.sold_here.won) == (2, 35000, 35000)
    assert (sums.refunded.rows, sums.refunded.won, sums.refunded_here.won) == (1, -5000, -5000)
    assert (sums.fee, sums.vat) == (550 + 412 - 137, 50 + 37 - 12)
    assert (sums.paid_out.won, sums.due.won) == (30000 - 825, 0)
    assert sums.other == 0


def test_order_and_payment_are_named(settle: Settling) -> None:
    attempt = settle.order()
    (line,) = settle().ledger.read()
    assert (line.order, line.payment) == (f"#{attempt.reference}", str(attempt.reference))
    assert (line.order_id, line.payment_key) == (attempt.order_id, attempt.payment_key)


def test_not_yet_paid_out(settle: Settling) -> None:
    settle.order()
    settled = settle(after=6 * DAY)
    assert (settled.ledger.sums.paid_out.won, settled.ledger.sums.due.won) == (0, 14588)
    assert settled.agrees
    settled = settle(after=DAY)
    assert (settled.ledger.sums.paid_out.won, settled.ledger.sums.due.won) == (14588, 0)


def test_other_deductions_make_the_sums_agree(settle: Settling) -> None:
    attempt = settle.unlisted()
    row = row_of(attempt, payOutAmount=14000, interestFee=588)
    settle.shop.sandbox.foreign_settlement(row, amount=15000)
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.other == 588


def test_fee_of_its_parts_where_a_row_has_no_sum(settle: Settling) -> None:
    attempt = settle.unlisted()
    settle.shop.sandbox.foreign_settlement(row_of(attempt), amount=15000, without=["fee"])
    assert settle().ledger.sums.fee == 412 * 2


def test_lost_here(settle: Settling) -> None:
    settle.order().delete()
    settled = settle()
    assert found(settled) == ["only_at_toss"]
    assert settled.ledger.sums.sold_here.won == 0


def test_paid_at_toss_and_unknown_here(settle: Settling) -> None:
    pk = settle.order().pk
    Attempt.objects.filter(pk=pk).update(status="unknown", approved_at=None)
    assert found(settle()) == ["only_at_toss"]


def test_second_payment_under_one_order_id(settle: Settling) -> None:
    attempt = settle.order()
    row = row_of(attempt, paymentKey="tgen_another_payment")
    settle.shop.sandbox.foreign_settlement(row, amount=15000)
    assert found(settle()) == ["only_at_toss"]


def test_refund_in_the_console_that_nobody_booked(settle: Settling) -> None:
    attempt = settle.order()
    settle.shop.sandbox.console_cancel(attempt.payment_key, amount=4000)
    assert found(settle()) == ["refund_only_at_toss"]


def test_refund_in_the_console_that_the_shop_has_booked(settle: Settling) -> None:
    attempt = settle.order()
    made = settle.shop.sandbox.console_cancel(attempt.payment_key, amount=4000)
    cancels = [Cancel.parse(item) for item in made["cancels"]]
    settle.shop.books.book_refunds(attempt.reference, cancels)
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.refunded_here.won == -4000


def test_paid_here_and_not_settled(settle: Settling) -> None:
    attempt = settle.unlisted()
    settled = settle()
    (line,) = settled.ledger.read(differences=True)
    assert (line.difference, line.order_id) == ("not_settled", attempt.order_id)
    assert (line.amount, line.here) == (None, 15000)
    assert line.sold == attempt.approved_at.date().isoformat()  # type: ignore[union-attr]


def test_refunded_here_and_not_settled(settle: Settling) -> None:
    attempt = settle.order()
    Refund.objects.create(
        attempt=attempt, number=0, operation="x", amount=3000, expected_balance=15000,
        status="done", transaction_key="never-listed", created_at=now(), done_at=now(),
    )  # fmt: skip
    (line,) = settle().ledger.read(differences=True)
    assert (line.difference, line.here) == ("refund_not_settled", -3000)


def test_another_amount(settle: Settling) -> None:
    pk = settle.order().pk
    Attempt.objects.filter(pk=pk).update(amount=14000, balance=14000)
    (line,) = settle().ledger.read(differences=True)
    assert (line.difference, line.amount, line.here) == ("amount", 15000, 14000)


def test_refund_of_another_amount(settle: Settling) -> None:
    settle.shop.refund(settle.order(), 5000)
    Refund.objects.update(amount=4000)
    (line,) = settle().ledger.read(differences=True)
    assert (line.difference, line.amount, line.here) == ("amount", -5000, -4000)


def test_sale_and_refund_that_are_listed_twice(settle: Settling) -> None:
    attempt = settle.order()
    refund = settle.shop.refund(attempt, 5000).refund
    sandbox = settle.shop.sandbox
    sandbox.foreign_settlement(row_of(attempt), amount=15000)
    key = refund.transaction_key
    sandbox.foreign_settlement(row_of(attempt, transactionKey=key), amount=-5000)
    settled = settle()
    assert found(settled) == ["repeated", "repeated"]
    assert settled.ledger.sums.sold_here.won == 15000
    assert settled.ledger.sums.refunded_here.won == -5000


@pytest.mark.parametrize("change", [{"amount": "much"}, {"payOutAmount": None}, {"amount": 0}])
def test_row_of_ours_that_cannot_be_read(settle: Settling, change: Any) -> None:
    attempt = settle.unlisted()
    settle.shop.sandbox.foreign_settlement(row_of(attempt, **change), amount=15000)
    assert found(settle()) == ["unreadable"]


def test_ours_in_another_currency_cannot_be_read(settle: Settling) -> None:
    attempt = settle.unlisted()
    settle.shop.sandbox.foreign_settlement(row_of(attempt, currency="USD"), amount=15000)
    assert found(settle()) == ["unreadable"]


def test_row_without_an_order_id_is_found_by_its_payment_key(settle: Settling) -> None:
    attempt = settle.unlisted()
    settle.shop.sandbox.foreign_settlement(row_of(attempt), amount=15000, without=["orderId"])
    assert settle().agrees


def test_other_systems_and_currencies_are_counted_apart(settle: Settling) -> None:
    sandbox = settle.shop.sandbox
    settle.order()
    sandbox.foreign_settlement(amount=2000)
    sandbox.foreign_settlement(amount=-1000)
    sandbox.foreign_settlement({"currency": "USD", "amount": 726.24})
    sandbox.foreign_settlement({"orderId": order_ids.make("zzzzzzzz")}, amount=3000)
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.sold.won == 15000
    assert settled.ledger.owners == {
        Owner.OURS: 1,
        Owner.OTHER_SYSTEM: 2,
        Owner.OTHER_CURRENCY: 1,
        Owner.OTHER_INSTALLATION: 1,
    }
    assert (settled.ledger.of_others.rows, settled.ledger.of_others.won) == (3, 1945 - 973 + 2918)


@pytest.mark.parametrize("name", FIELDS)
def test_any_value_in_any_field_is_in_nobodys_way(settle: Settling, name: str) -> None:
    for value in VALUES:
        settle.shop.sandbox.foreign_settlement({name: value})
    settle.shop.sandbox.foreign_settlement({}, without=[name])
    settle.shop.sandbox.control("POST", "settlements", {"row": "no object"})
    settle.order()
    settled = settle()
    assert settled.agrees
    assert settled.ledger.sums.sold.won == 15000
    assert len(list(settled.ledger.read())) == len(VALUES) + 3


def test_refunded_in_full_before_it_was_listed(settle: Settling) -> None:
    settle.unlisted(balance=0)
    settled = settle()
    assert settled.agrees
    assert settled.ledger.counted == {"given_back": 1}


def test_what_is_young_may_not_be_listed_yet(settle: Settling) -> None:
    settle.unlisted()
    settled = settle(after=2 * DAY)
    assert settled.agrees
    assert settled.ledger.counted == {"young": 1}
    assert found(settle(after=2 * DAY)) == ["not_settled"]


def test_paid_on_the_last_day_and_sold_in_the_next_month(settle: Settling) -> None:
    attempt = settle.unlisted()
    month = settle.month
    last = month.until - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(opened_at=last, approved_at=last)
    settle.time.advance((last - now()).total_seconds())
    settle.time.advance(2 * DAY)
    settle.shop.sandbox.foreign_settlement(row_of(attempt), amount=15000)
    settled = settle(month)
    assert settled.agrees
    assert settled.ledger.sums.sold.won == 15000  # the order that it was made of


def test_by_the_day_of_paying_out_nothing_is_missing(settle: Settling) -> None:
    settle.order()
    settle.unlisted()
    settled = settle(by="paidOutDate")
    assert settled.agrees
    assert settled.ledger.sums.paid_out.won == 2 * 14588
    assert found(settle(Month.of(now()), after=0)) == ["not_settled"]


def test_another_month_has_none_of_it(settle: Settling) -> None:
    settle.order()
    settled = settle(settle.month.before)
    assert settled.agrees
    assert settled.ledger.lines == 0


def test_a_page_takes_as_many_queries_however_many_rows_it_has(settle: Settling) -> None:
    counts = []
    for orders in (1, 6):
        for _ in range(orders):
            settle.shop.refund(settle.order(), 5000)
        settle(after=0)  # the tests' shop asks for each capture once
        with CaptureQueriesContext(connection) as caught:
            assert settle(after=0).agrees
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_nothing_is_written_and_nothing_sent(settle: Settling) -> None:
    settle.order()
    before = list(Attempt.objects.values())
    asked = len(settle.shop.sandbox.requests())
    settle()
    assert list(Attempt.objects.values()) == before
    calls = settle.shop.sandbox.requests()[asked:]
    assert {(one["method"], one["path"]) for one in calls} == {("GET", "/v1/settlements")}
