"""M10: a repeat is the same refund; a second one on purpose is a second one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.refunds.identity import (
    Identity,
    cancel_reason,
    grant_operation,
    is_marked,
    operation_of,
)
from saleor_brandpay.core.refunds.refund_rows import finish, join, keep_unknown, remember
from saleor_brandpay.core.refunds.result import RefundOutcome, problem_of
from saleor_brandpay.models import Refund, RefundStatus
from tests.core.shop import MovingClock, Shop


def test_part_then_rest(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    assert first.outcome is RefundOutcome.DONE
    second = shop.refund(
        attempt, 10000, balance=10000, number=1, booked=[first.refund.transaction_key]
    )
    assert second.outcome is RefundOutcome.DONE
    assert first.refund.transaction_key != second.refund.transaction_key
    assert shop.held() == 0


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_lost_answer_is_read_back(shop: Shop, kind: str) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", kind, times=1)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000


def test_answer_with_another_balance_is_read_back(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "wrong_amount", times=1)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    attempt.refresh_from_db()
    assert attempt.balance == shop.held() == 10000


def test_answer_with_another_balance_that_cannot_be_read_back_is_unknown(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "wrong_amount", times=1)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    attempt.refresh_from_db()
    assert attempt.balance == 15000


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_unknown_refund_repeated_is_the_same_refund(shop: Shop, kind: str) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", kind, times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    assert Refund.objects.get().status == RefundStatus.UNKNOWN
    shop.sandbox.clear_faults()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000
    assert Refund.objects.count() == 1


def test_rolled_back_refund_repeated_is_the_same_refund(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    Refund.objects.all().delete()  # Saleor's transaction was rolled back, and this with it.
    again = shop.refund(attempt, 5000)
    assert again.outcome is RefundOutcome.DONE
    assert again.refund.transaction_key == first.refund.transaction_key
    assert shop.held() == 10000


def test_rolled_back_refund_repeated_after_fifteen_days(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    Refund.objects.all().delete()
    time.advance(16 * 24 * 3600)
    again = shop.refund(attempt, 5000)
    assert again.outcome is RefundOutcome.DONE
    assert again.refund.transaction_key == first.refund.transaction_key
    assert shop.held() == 10000


def test_replayed_refusal_is_stepped_over(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=1)
    shop.refund(attempt, 5000)
    Refund.objects.all().delete()
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert [request["replayed"] for request in shop.cancels()] == [False, True, False]


def test_console_refund_is_told_and_not_retried(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.console_cancel(attempt.payment_key, amount=3000)
    result = shop.refund(attempt, 5000)
    assert result.outcome is RefundOutcome.BALANCE_DIFFERS
    assert [cancel.amount for cancel in result.foreign_cancels] == [3000]
    assert shop.held() == 12000


def test_unknown_refund_that_another_one_overtook_is_not_made(shop: Shop) -> None:
    """Toss takes it for no other balance: nobody needs to ask for it again."""
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "drop_before", times=None)
    shop.sandbox.fault("payment", "http_500", times=None)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    shop.sandbox.clear_faults()
    shop.sandbox.console_cancel(attempt.payment_key, amount=3000)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.BALANCE_DIFFERS
    assert Refund.objects.get().status == RefundStatus.REFUSED
    assert shop.held() == 12000


def test_booked_refund_of_ours_is_claimed_by_its_lines_whatever_the_amount(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.refund(attempt, 5000, lines=("order 1 1",))
    Refund.objects.all().delete()
    remember(attempt, Payment.parse(shop.sandbox.payments()[0]).cancels)
    calls = len(shop.cancels())
    again = shop.refund(attempt, 4000, number=1, balance=10000, lines=("order 1 1",))
    assert (again.outcome, again.already_booked, again.refund.amount) == (
        RefundOutcome.DONE,
        True,
        5000,
    )
    assert len(shop.cancels()) == calls
    # Once only: the next one is a refund of its own.
    assert not shop.refund(attempt, 5000, number=1, balance=10000, guarded=False).already_booked


def test_claim_by_amount_ends_after_ten_minutes(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    shop.refund(attempt, 5000)
    Refund.objects.all().delete()
    remember(attempt, Payment.parse(shop.sandbox.payments()[0]).cancels)
    time.advance(601)
    again = shop.refund(attempt, 5000, number=1, balance=10000)
    assert not again.already_booked
    assert shop.held() == 5000


def test_foreign_cancel_is_never_claimed(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.console_cancel(attempt.payment_key, amount=5000)
    remember(attempt, Payment.parse(shop.sandbox.payments()[0]).cancels)
    assert Refund.objects.count() == 0


def test_guard_refuses_the_same_refund_at_once_and_allows_it_later(
    shop: Shop, time: MovingClock
) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    booked = [first.refund.transaction_key]
    slip = shop.refund(attempt, 5000, number=1, balance=10000, booked=booked)
    assert (slip.outcome, slip.refund) == (RefundOutcome.REPEATED, first.refund)
    other = shop.refund(attempt, 4000, number=1, balance=10000, booked=booked)
    assert other.outcome is RefundOutcome.DONE
    time.advance(61)
    booked.append(other.refund.transaction_key)
    later = shop.refund(attempt, 5000, number=2, balance=6000, booked=booked)
    assert later.outcome is RefundOutcome.DONE
    assert shop.held() == 1000


def test_guard_tells_the_time_in_seoul_and_the_seconds_that_are_left(
    shop: Shop, time: MovingClock
) -> None:
    attempt = shop.paid(shop.bill())
    time.stop()
    first = shop.refund(attempt, 5000)
    assert first.refund.done_at is not None
    time.advance(20.5)
    booked = [first.refund.transaction_key]
    slip = problem_of(shop.refund(attempt, 5000, number=1, balance=10000, booked=booked))
    at = (first.refund.done_at.astimezone(UTC) + timedelta(hours=9)).strftime("%H:%M:%S")
    for text, left in ((slip.en, "in 40 seconds"), (slip.ko, "40초 뒤")):
        assert at in text
        assert left in text
    time.advance(39)
    slip = problem_of(shop.refund(attempt, 5000, number=1, balance=10000, booked=booked))
    assert "in 1 seconds" in slip.en


def test_a_grant_is_marked_whatever_its_number_and_time(shop: Shop) -> None:
    """Its mark is found again; another grant, or the same number after a restore, is not it."""
    at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    name = grant_operation(7, at)
    assert name == grant_operation(7, at.astimezone(timezone(timedelta(hours=9))))
    assert len({name, grant_operation(8, at), grant_operation(7, at + timedelta(seconds=1))}) == 3
    attempt = shop.paid(shop.bill())
    row = Identity(number=3, expected_balance=15000, amount=5000, grant=name).row(attempt)
    assert operation_of(cancel_reason(row)) == name
    assert is_marked(row, f"[bp:0:{name}]")
    assert not is_marked(row, f"[bp:3:{grant_operation(8, at)}]")


def test_second_request_joins_while_the_first_one_ends(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    identity = Identity(number=0, expected_balance=15000, amount=5000, grant="g" + "0" * 16)
    keep_unknown(attempt, identity, 1)
    row, other = Refund.objects.get(), Refund.objects.get()
    join(other, 2)
    made = shop.sandbox.console_cancel(attempt.payment_key, amount=5000)
    finish(row, Payment.parse(made).cancels[0])
    assert Refund.objects.get().requests == [1, 2]


def test_guard_can_be_turned_off(shop: Shop, settings) -> None:  # type: ignore[no-untyped-def]
    settings.BRANDPAY_REFUND_GUARD = "0"
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 5000)
    booked = [first.refund.transaction_key]
    second = shop.refund(attempt, 5000, number=1, balance=10000, booked=booked)
    assert second.outcome is RefundOutcome.DONE


def test_toss_not_reached(shop: Shop, settings) -> None:  # type: ignore[no-untyped-def]
    attempt = shop.paid(shop.bill())
    url = settings.BRANDPAY_API_URL
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.NOT_REACHED
    settings.BRANDPAY_API_URL = url
    shop.sandbox.fault("cancel", "drop_before", times=2)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    settings.BRANDPAY_API_URL = url
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
    assert shop.held() == 10000


def test_stored_server_error_is_stepped_over(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "http_500", times=1)
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.UNKNOWN
    assert shop.refund(attempt, 5000).outcome is RefundOutcome.DONE
