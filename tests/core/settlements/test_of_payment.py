"""What is kept of the settlement of one payment."""

from __future__ import annotations

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.clock import now
from saleor_brandpay.core.settlements import kept
from saleor_brandpay.core.settlements.month import Month, day_of
from saleor_brandpay.core.settlements.of_payment import NotYet, PaidOut, Settlements
from saleor_brandpay.models import Attempt, SettledLine, SettledMonth
from tests.core.settlements.settling import Settling, row_of

DAY = datetime.timedelta(days=1)


def test_a_payment_and_its_refund(settle: Settling) -> None:
    attempt = settle.order()
    refund = settle.shop.refund(attempt, 5000).refund
    assert refund
    refund.refresh_from_db()
    other = settle.order()
    kept.keep(settle())
    found = Settlements([attempt])
    paid = found.of_attempt(attempt)
    assert isinstance(paid, PaidOut)
    assert (paid.pay_out, paid.fee, paid.vat) == (14588, 412, 37)
    assert paid.on
    assert paid.on <= day_of(now())
    back = found.of_refund(attempt, refund)
    assert isinstance(back, PaidOut)
    assert back.pay_out
    assert back.pay_out < 0
    assert found.elsewhere(attempt) == []
    # Of others nothing is said, as they were not asked for.
    assert isinstance(found.of_attempt(other), NotYet)


def test_a_refund_made_at_toss(settle: Settling) -> None:
    attempt = settle.order()
    settle.shop.sandbox.console_cancel(attempt.payment_key, amount=4000)
    kept.keep(settle())
    (back,) = Settlements([attempt]).elsewhere(attempt)
    assert back.pay_out
    assert back.pay_out < 0


def test_not_listed_yet_is_not_yet_as_of_that_time(settle: Settling) -> None:
    attempt = settle.unlisted()
    attempt.refresh_from_db()
    kept.keep(settle())
    found = Settlements([attempt]).of_attempt(attempt)
    assert found == NotYet(SettledMonth.objects.get().read_at)


def test_month_that_was_not_read_says_nothing(settle: Settling) -> None:
    attempt = settle.unlisted()
    attempt.refresh_from_db()
    assert Settlements([attempt]).of_attempt(attempt) is None
    kept.keep(settle(settle.month.before))
    assert Settlements([attempt]).of_attempt(attempt) is None


def test_merchant_that_was_not_compared_says_nothing(settle: Settling) -> None:
    attempt = settle.unlisted()
    attempt.refresh_from_db()
    kept.keep(settle())
    SettledMonth.objects.update(merchant_pks=[attempt.merchant_id + 1])
    assert Settlements([attempt]).of_attempt(attempt) is None


def test_what_was_paid_after_the_reading_is_not_known(settle: Settling) -> None:
    settle.order()
    kept.keep(settle(after=DAY.total_seconds()))
    attempt = settle.unlisted(approved_at=now() + DAY)
    attempt.refresh_from_db()
    assert Settlements([attempt]).of_attempt(attempt) is None


def test_what_was_never_paid_or_refunded_has_no_settlement(settle: Settling) -> None:
    attempt = settle.order()
    kept.keep(settle())
    attempt.approved_at = None
    SettledLine.objects.all().delete()
    assert Settlements([attempt]).of_attempt(attempt) is None


def test_a_row_that_cannot_be_read_has_no_amounts(settle: Settling) -> None:
    attempt = settle.unlisted()
    settle.shop.sandbox.foreign_settlement(row_of(attempt, payOutAmount="much"), amount=15000)
    kept.keep(settle())
    found = Settlements([attempt]).of_attempt(attempt)
    assert isinstance(found, PaidOut)
    assert found.pay_out is None


def test_a_month_of_100_000_rows_is_one_short_question(db: None) -> None:
    """And the months beside it."""
    month = Month.of(now())
    with connection.cursor() as cursor:
        for _ in range(3):
            row = SettledMonth.objects.create(month=str(month), read_at=now(), totals={})
            cursor.execute(
                "insert into saleor_brandpay_settledline (month_id, attempt_pk, is_refund, fee)"
                " select %s, %s * 1000000 + n, false, 412 from generate_series(1, 100000) n",
                [row.pk, row.pk],
            )
            month = month.before
        cursor.execute("analyze saleor_brandpay_settledline")
        with CaptureQueriesContext(connection) as asked:
            one = Attempt(pk=row.pk * 1000000 + 500)
            assert Settlements([one]).of_attempt(one)
        (query,) = asked.captured_queries
        cursor.execute(f"explain (analyze, buffers, format json) {query['sql']}")
        plan = cursor.fetchone()[0][0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 50, plan
