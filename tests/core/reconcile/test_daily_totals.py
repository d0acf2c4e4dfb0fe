"""What was taken and given back on each day, by our own rows."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.api.fields import KST
from saleor_brandpay.core.reconcile.daily_totals import DayTotal, daily_totals
from saleor_brandpay.models import Attempt, AttemptStatus, Merchant
from tests.core.shop import Shop

DAY = datetime.timedelta(days=1)
NEW_YEAR = datetime.date(2026, 1, 1)


@pytest.fixture
def sold(shop: Shop) -> Any:
    """A payment that was approved at a time of a Korean day."""
    first = shop.paid(shop.bill())
    Attempt.objects.filter(pk=first.pk).update(approved_at=None, status=AttemptStatus.CLOSED)

    def pay(date: datetime.date, time: str = "12:00", amount: int = 15000, **values: Any) -> Any:
        at = datetime.datetime.combine(date, datetime.time.fromisoformat(time), KST)
        one = Attempt.objects.get(pk=first.pk)
        one.pk, one.order_id, one.payment_key = None, uuid.uuid4().hex, uuid.uuid4().hex
        one.status, one.payment_pk = AttemptStatus.APPROVED, uuid.uuid4().int % 2**40
        one.opened_at, one.approved_at = at - datetime.timedelta(minutes=5), at
        one.amount = one.balance = amount
        for name, value in values.items():
            setattr(one, name, value)
        one.save()
        return one

    def refund(attempt: Any, date: datetime.date, time: str, amount: int, **values: Any) -> None:
        at = datetime.datetime.combine(date, datetime.time.fromisoformat(time), KST)
        attempt.refunds.create(
            **{
                "number": attempt.refunds.count(),
                "operation": "0123456789abcdef",
                "amount": amount,
                "expected_balance": attempt.balance,
                "status": "done",
                "transaction_key": uuid.uuid4().hex,
                "created_at": at,
                "done_at": at,
                **values,
            }
        )
        attempt.balance -= amount
        attempt.save()

    pay.refund = refund  # type: ignore[attr-defined]
    return pay


def totals(days: int = 1, channel_pks: frozenset[int] | None = None) -> list[DayTotal]:
    return daily_totals(NEW_YEAR, NEW_YEAR + (days - 1) * DAY, channel_pks=channel_pks)


def test_a_day_is_seouls(sold: Any) -> None:
    sold(NEW_YEAR, "00:00", 1000)
    sold(NEW_YEAR, "23:59:59", 200)
    sold(NEW_YEAR - DAY, "23:59:59", 30)
    sold(NEW_YEAR + DAY, "00:00", 4)
    assert totals() == [DayTotal(date=NEW_YEAR, approved=2, approved_won=1200, balance=1200)]


def test_each_day_has_its_own_and_empty_ones_are_there(sold: Any) -> None:
    sold(NEW_YEAR, amount=1000)
    sold(NEW_YEAR + 2 * DAY, amount=500)
    days = totals(3)
    assert [day.date for day in days] == [NEW_YEAR, NEW_YEAR + DAY, NEW_YEAR + 2 * DAY]
    assert [day.approved_won for day in days] == [1000, 0, 500]


def test_a_refund_counts_on_the_day_it_was_made(sold: Any) -> None:
    sold.refund(sold(NEW_YEAR, amount=1000), NEW_YEAR + DAY, "00:00", 300)
    first, second = totals(2)
    assert (first.approved_won, first.balance, first.refunded_won) == (1000, 700, 0)
    assert (second.approved_won, second.refunded, second.refunded_won) == (0, 1, 300)


def test_a_refund_that_was_not_made_counts_nowhere(sold: Any) -> None:
    paid = sold(NEW_YEAR, amount=1000)
    sold.refund(paid, NEW_YEAR, "13:00", 300, status="refused", transaction_key="", done_at=None)
    assert totals()[0].refunded == 0


def test_a_refund_of_the_toss_console_is_off_what_is_left(sold: Any) -> None:
    sold(NEW_YEAR, amount=1000, balance=400)
    (day,) = totals()
    assert (day.approved_won, day.balance, day.refunded) == (1000, 400, 0)


def test_other_channels_are_not_counted(sold: Any) -> None:
    sold(NEW_YEAR, amount=1000, channel_pk=1)
    other = sold(NEW_YEAR, amount=200, channel_pk=2)
    sold(NEW_YEAR, amount=30, channel_pk=None)
    sold.refund(other, NEW_YEAR, "14:00", 100)
    assert totals()[0].approved_won == 1230
    (day,) = totals(channel_pks=frozenset({1}))
    assert (day.approved_won, day.refunded_won) == (1000, 0)
    assert totals(channel_pks=frozenset())[0] == DayTotal(date=NEW_YEAR)


def test_test_payments_count_only_while_there_is_no_live_key(shop: Shop, sold: Any) -> None:
    sold(NEW_YEAR, amount=1000)
    assert totals()[0].approved_won == 1000
    shop.goes_live()
    assert totals()[0].approved_won == 0
    live = Merchant.objects.get(client_key=shop.client_key)
    sold(NEW_YEAR, amount=200, merchant=live)
    assert totals()[0].approved_won == 200


def test_no_more_queries_for_more_days_and_payments(sold: Any) -> None:
    def asked(days: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            totals(days)
        return len(queries)

    few = asked(1)
    for number in range(5):
        sold(NEW_YEAR + number * DAY)
    assert asked(31) == few <= 5


def test_nothing_at_all(db: None) -> None:
    assert totals(2) == [DayTotal(date=NEW_YEAR), DayTotal(date=NEW_YEAR + DAY)]


def test_days_that_end_before_they_begin(db: None) -> None:
    assert daily_totals(NEW_YEAR, NEW_YEAR - DAY, channel_pks=None) == []
