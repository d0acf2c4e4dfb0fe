"""M16: a worker brings an attempt to its end: an order, one refund, or nothing taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from saleor_brandpay import watch
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import leases, queries, schedule, states
from saleor_brandpay.core.installation import moved
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.shop_records import Completion
from saleor_brandpay.core.sync.result import SyncStatus
from saleor_brandpay.models import Attempt, AttemptStatus, Refund, RefundStatus
from tests.core.shop import Bill, MovingClock, Shop
from tests.core.shop_books import ShopBooks

from .scenes import fresh, lost_answer, unknown_refund

NEVER = Completion(ordered=False, final=True, reason="stock is gone")


def dead_worker(shop: Shop, bill: Bill) -> Attempt:
    """Toss has approved and what the hook wrote is gone."""
    attempt = shop.open(bill)
    shop.die_after(bill, shop.buy(attempt))
    assert fresh(attempt).status == AttemptStatus.OPEN
    return attempt


LOST: list[Callable[[Shop, Bill], Attempt]] = [lost_answer, dead_worker]


@pytest.mark.parametrize("lose", LOST)
def test_an_approval_that_nobody_saw_becomes_an_order(
    shop: Shop, bill: Bill, shop_books: ShopBooks, lose: Callable[[Shop, Bill], Attempt]
) -> None:
    attempt = lose(shop, bill)
    result = shop_books.sync(attempt)
    assert result.end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered
    assert fresh(attempt).status == AttemptStatus.APPROVED
    assert fresh(attempt).due_at is None
    assert shop.held() == bill.amount
    assert len({one["idempotencyKey"] for one in shop.confirms()}) == 1


@pytest.mark.parametrize(("free", "reads"), [(True, 1), (False, 3)])
def test_what_was_seen_is_passed_on_unless_a_lock_is_held(
    shop: Shop,
    bill: Bill,
    shop_books: ShopBooks,
    monkeypatch: pytest.MonkeyPatch,
    free: bool,
    reads: int,
) -> None:
    """Who holds the shop's rows may be refunding at Toss: then it is asked under the lock again."""
    attempt = lost_answer(shop, bill)
    before = len(shop.sandbox.requests("payments"))
    monkeypatch.setattr(shop_books, "is_free", lambda _attempt: free)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert len(shop.sandbox.requests("payments")) - before == reads
    assert bill.reference in shop_books.ordered


@pytest.mark.parametrize("lose", LOST)
def test_an_approval_that_cannot_be_booked_goes_back_once_and_staff_are_told(
    shop: Shop, bill: Bill, shop_books: ShopBooks, lose: Callable[[Shop, Bill], Attempt]
) -> None:
    attempt = lose(shop, bill)
    shop_books.cannot[bill.reference] = NEVER
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert len(shop.cancels()) == 1
    assert (bill.reference, fresh(attempt).payment_key) in shop_books.captures
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [bill.amount]
    assert fresh(attempt).status == AttemptStatus.CLOSED
    assert len(shop_books.notes) == 1
    assert "15,000" in shop_books.notes[0]


def test_on_another_database_nothing_goes_back_unasked(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its status was: a copy at the shop's own address may not find its goods (M19)."""
    attempt = lost_answer(shop, bill)
    shop_books.cannot[bill.reference] = NEVER
    with monkeypatch.context() as copy:
        copy.setattr(moved, "waits_for_a_word", lambda: True)
        for _ in range(2):
            assert shop_books.sync(attempt).end is not SyncStatus.SETTLED
        assert shop.held() == bill.amount
    shop_books.sync(attempt)
    assert shop.held() == 0


def test_an_obstacle_that_may_pass_refunds_nothing(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = lost_answer(shop, bill)
    shop_books.cannot[bill.reference] = Completion(ordered=False, reason="the tax service is down")
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert shop.held() == bill.amount
    assert shop.cancels() == []
    del shop_books.cannot[bill.reference]
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered


def test_a_worker_that_dies_between_the_capture_and_the_refund_is_replaced(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = lost_answer(shop, bill)
    shop_books.cannot[bill.reference] = NEVER
    shop.sandbox.fault("cancel", "http_500")
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert fresh(attempt).status == AttemptStatus.REFUNDING
    assert fresh(attempt).due_at is not None
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert len({one["idempotencyKey"] for one in shop.cancels()}) == 1


def test_nothing_taken_waits_longer_each_time(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.open(bill)
    waits = []
    for _ in range(3):
        assert shop_books.sync(attempt).end is SyncStatus.WAITING
        due = fresh(attempt).due_at
        assert due is not None
        waits.append(round((due - now()).total_seconds() / 60))
        assert not schedule.due().exists()
        time.advance((due - now()).total_seconds() + 1)
        assert schedule.due().count() == 1
    assert waits == [5, 10, 20]


@pytest.mark.parametrize("status", ["ABORTED", "EXPIRED"])
def test_toss_ends_an_attempt(shop: Shop, bill: Bill, shop_books: ShopBooks, status: str) -> None:
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    shop.sandbox.force_status(data["paymentKey"], status)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert fresh(attempt).status == AttemptStatus.CLOSED
    assert fresh(attempt).due_at is None
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED


def test_an_abandoned_window_is_closed_once_nobody_can_use_it(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.open(bill)
    time.advance(66 * 60)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert fresh(attempt).status == AttemptStatus.CLOSED


def test_toss_that_cannot_be_asked_ends_nothing(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = shop.open(bill)
    shop.sandbox.fault("*", "html_502", times=None)
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert fresh(attempt).status == AttemptStatus.OPEN
    assert fresh(attempt).looks == 1


def test_a_superseded_attempt_that_turns_up_approved_goes_back(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = dead_worker(shop, bill)
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.SUPERSEDED)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert fresh(attempt).status == AttemptStatus.CLOSED


def test_beside_a_live_window_of_the_same_payment_only_toss_is_touched(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    """A Payment that a buyer is still paying must neither look paid nor be ended."""
    attempt = dead_worker(shop, bill)
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.SUPERSEDED)
    other = Attempt.objects.get(pk=attempt.pk)
    other.pk, other.status = None, AttemptStatus.OPEN
    other.order_id, other.payment_key = "another", ""
    other.save()
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert shop_books.captures == set()


def test_a_closed_attempt_that_turns_up_approved_goes_back(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = dead_worker(shop, bill)
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.CLOSED)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0


def test_money_of_another_amount_goes_back(shop: Shop, bill: Bill, shop_books: ShopBooks) -> None:
    attempt = dead_worker(shop, bill)
    Attempt.objects.filter(pk=attempt.pk).update(amount=bill.amount - 1)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert bill.reference not in shop_books.ordered


def test_approved_and_refunded_in_the_console_before_anybody_saw_it(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = dead_worker(shop, bill)
    (payment,) = shop.sandbox.payments()
    shop.sandbox.console_cancel(payment["paymentKey"])
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert fresh(attempt).status == AttemptStatus.CLOSED
    assert shop_books.finishes == 0


def test_partly_refunded_in_the_console_before_anybody_saw_it(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = dead_worker(shop, bill)
    (payment,) = shop.sandbox.payments()
    shop.sandbox.console_cancel(payment["paymentKey"], amount=5000)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert sum(cancel.amount for cancel in shop_books.refunds[bill.reference]) == bill.amount


# Booked approvals.


def ordered(shop: Shop, bill: Bill) -> Attempt:
    attempt = shop.paid(bill)
    shop.books.ordered.add(bill.reference)
    return attempt


def test_refunds_of_the_console_are_booked(shop: Shop, bill: Bill, shop_books: ShopBooks) -> None:
    attempt = ordered(shop, bill)
    shop.sandbox.console_cancel(attempt.payment_key, amount=4000)
    shop.sandbox.console_cancel(attempt.payment_key, amount=1000)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [4000, 1000]
    assert fresh(attempt).balance == 10000
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert len(shop_books.refunds[bill.reference]) == 2


def test_an_ordered_payment_is_not_read_again_by_the_sweep(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = ordered(shop, bill)
    shop.sandbox.clear_requests()
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert shop.sandbox.requests() == []
    assert fresh(attempt).due_at is None


def test_a_capture_of_this_moment_is_left_to_its_buyer(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.paid(bill)
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert shop_books.finishes == 0
    time.advance(60)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered


def test_a_capture_without_order_goes_back_when_none_can_be_made(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.paid(bill)
    time.advance(60)
    shop_books.cannot[bill.reference] = NEVER
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [bill.amount]
    assert fresh(attempt).status == AttemptStatus.CLOSED


def test_a_capture_without_order_waits_when_one_may_be_made_later(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = shop.paid(bill)
    time.advance(60)
    shop_books.cannot[bill.reference] = Completion(ordered=False, reason="tax")
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    assert shop.held() == bill.amount


def test_a_capture_refunded_in_full_before_an_order_is_over(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = shop.paid(bill)
    shop.sandbox.console_cancel(attempt.payment_key)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert fresh(attempt).status == AttemptStatus.CLOSED
    assert bill.reference not in shop_books.ordered


def test_books_that_hold_a_refund_toss_never_made_need_a_person(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = ordered(shop, bill)
    other = shop.paid(shop.bill())
    shop.sandbox.console_cancel(other.payment_key, amount=700)
    client = merchants.client(other.merchant)
    from saleor_brandpay.api.deadline import Deadline

    cancels = client.payment(other.payment_key, deadline=Deadline.after(5)).value.cancels
    shop_books.refunds[bill.reference] = list(cancels)
    result = shop_books.sync(attempt)
    assert result.end is SyncStatus.STUCK
    assert "700" in result.text


def test_a_deleted_payment_needs_a_person(
    shop: Shop, bill: Bill, shop_books: ShopBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[watch.Sign] = []
    monkeypatch.setattr(watch, "listeners", [signs.append])
    attempt = ordered(shop, bill)
    shop_books.deleted.add(bill.reference)
    result = shop_books.sync(attempt)
    assert result.end is SyncStatus.STUCK
    told = watch.PersonNeeded(code="payments_stuck", about=attempt.order_id, text=result.text)
    assert told in signs


def test_an_approval_of_our_rows_that_the_shop_never_booked(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = shop.paid(bill)
    shop_books.captures.clear()
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered
    assert shop.held() == bill.amount


# Refunds whose end nobody knows.


@pytest.mark.parametrize("made", [True, False])
def test_a_refund_of_unknown_outcome_is_finished_once_and_waits_for_its_click(
    shop: Shop, bill: Bill, shop_books: ShopBooks, made: bool
) -> None:
    attempt = ordered(shop, bill)
    unknown_refund(shop, attempt, 4000, made=made)
    assert fresh(attempt).due_at is not None
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [4000]
    assert shop.held() == 11000
    row = Refund.objects.get()
    assert (row.status, row.claimed) == (RefundStatus.DONE, False)
    again = shop.refund(attempt, 4000, number=1, balance=11000, booked=[row.transaction_key])
    assert again.already_booked
    assert shop.held() == 11000


def test_a_refund_that_stays_unknown_is_asked_for_later(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = ordered(shop, bill)
    unknown_refund(shop, attempt, 4000, made=False)
    shop.sandbox.fault("cancel", "http_500", times=None)
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    shop.sandbox.clear_faults()
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 11000


def test_a_refund_that_is_refused_in_the_end_is_told(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = ordered(shop, bill)
    unknown_refund(shop, attempt, 4000, made=False)
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert Refund.objects.get().status == RefundStatus.REFUSED
    assert len(shop_books.notes) == 1
    assert "NOT_CANCELABLE_PAYMENT" in shop_books.notes[0]


def test_a_refund_overtaken_by_the_console_is_not_made(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = ordered(shop, bill)
    unknown_refund(shop, attempt, 4000, made=False)
    shop.sandbox.console_cancel(attempt.payment_key, amount=9000)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 6000
    row = Refund.objects.get()
    assert (row.status, row.code) == (RefundStatus.REFUSED, "BALANCE_DIFFERS")
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [9000]
    (told,) = shop_books.notes
    assert "Money had been refunded at Toss already" in told
    assert "refused" not in told


def test_after_a_day_a_lost_refund_is_not_made_any_more(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    """Staff have found another way by then."""
    attempt = ordered(shop, bill)
    unknown_refund(shop, attempt, 4000, made=False)
    time.advance(25 * 3600)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == bill.amount
    assert Refund.objects.get().code == "NOT_MADE"
    (told,) = shop_books.notes
    assert "asked for a day, and this refund was not made" in told
    assert "refused" not in told


def awaited(shop: Shop, bill: Bill, shop_books: ShopBooks) -> Attempt:
    attempt = shop.paid(bill)
    shop_books.awaited[bill.reference] = bill.amount
    states.refund_awaited(bill.reference, attempt.payment_key)
    return attempt


def test_a_refund_that_saleor_waits_for_is_made_and_booked(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = awaited(shop, bill, shop_books)
    time.advance(61)
    assert schedule.due().count() == 1
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert shop.held() == 0
    assert [cancel.amount for cancel in shop_books.refunds[bill.reference]] == [bill.amount]
    assert fresh(attempt).refund_awaited_at is None
    assert bill.reference not in shop_books.ordered


def test_a_refund_that_saleor_waits_for_and_toss_refuses_is_ended_and_told(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = awaited(shop, bill, shop_books)
    time.advance(61)
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    result = shop_books.sync(attempt)
    assert result.end is SyncStatus.STUCK
    assert "NOT_CANCELABLE_PAYMENT" in shop_books.ended[bill.reference]
    assert len(shop_books.notes) == 1
    assert shop_books.sync(attempt).end is SyncStatus.STUCK
    assert len(shop_books.notes) == 1


def test_a_refund_that_saleor_waits_for_stays_while_toss_is_down(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = awaited(shop, bill, shop_books)
    time.advance(61)
    shop.sandbox.fault("cancel", "http_500", times=None)
    assert shop_books.sync(attempt).end is SyncStatus.WAITING
    shop.sandbox.clear_faults()
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop.held() == 0


def test_a_refund_that_is_no_longer_awaited(shop: Shop, bill: Bill, shop_books: ShopBooks) -> None:
    attempt = ordered(shop, bill)
    states.refund_awaited(bill.reference, attempt.payment_key)
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert fresh(attempt).refund_awaited_at is None


def test_toss_refuses_to_take_back_what_cannot_be_booked(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = lost_answer(shop, bill)
    shop_books.cannot[bill.reference] = NEVER
    shop.sandbox.fault("cancel", "refuse", code="NOT_CANCELABLE_PAYMENT", times=None)
    result = shop_books.sync(attempt)
    assert result.end is SyncStatus.STUCK
    assert "NOT_CANCELABLE_PAYMENT" in result.text
    assert fresh(attempt).due_at is not None


# Many workers.


def test_an_attempt_that_somebody_works_on_is_left_alone(
    shop: Shop, bill: Bill, shop_books: ShopBooks, time: MovingClock
) -> None:
    attempt = lost_answer(shop, bill)
    (held,) = leases.take(Attempt.objects.filter(pk=attempt.pk))
    assert shop_books.sync(attempt).end is SyncStatus.BUSY
    time.advance(leases.LEASE.total_seconds() + 1)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    leases.release(held)
    assert fresh(attempt).claimed_until is None


def test_a_lease_that_has_passed_on_is_not_released(
    shop: Shop, bill: Bill, time: MovingClock
) -> None:
    attempt = shop.open(bill)
    (first,) = leases.take(Attempt.objects.filter(pk=attempt.pk))
    time.advance(leases.LEASE.total_seconds() + 1)
    (second,) = leases.take(Attempt.objects.filter(pk=attempt.pk))
    leases.release(first)
    assert fresh(attempt).claimed_until == second.claimed_until


def test_a_shop_that_holds_its_rows_is_asked_later(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    shop.sandbox.force_status(data["paymentKey"], "ABORTED")
    shop_books.busy = True
    assert shop_books.sync(attempt).end is SyncStatus.BUSY
    assert fresh(attempt).status == AttemptStatus.OPEN
    assert fresh(attempt).claimed_until is None


def test_a_hook_that_comes_first_wins(shop: Shop, bill: Bill, shop_books: ShopBooks) -> None:
    attempt = shop.open(bill)
    data = shop.buy(attempt)
    stale = fresh(attempt)
    shop.resume(bill, data)
    assert not queries.is_unchanged(stale)
    shop.books.ordered.add(bill.reference)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert shop_books.finishes == 0


def test_a_secret_under_another_key_is_left_to_who_has_it(
    other_keys: Callable[[], None], shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    """No look in vain: it does not wait any longer for the process that can."""
    attempt = shop.open(bill)
    other_keys()
    for _ in range(3):
        assert shop_books.sync(attempt).end is SyncStatus.ELSEWHERE
    attempt.refresh_from_db()
    assert (attempt.status, attempt.looks) == (AttemptStatus.OPEN, 0)
    assert attempt.due_at
    assert attempt.due_at - now() <= datetime.timedelta(minutes=1)


def test_a_new_secret_reads_what_the_old_one_took(
    shop: Shop, bill: Bill, shop_books: ShopBooks
) -> None:
    attempt = lost_answer(shop, bill)
    fresh_secret = "test_sk_" + "b" * 24
    shop.sandbox.add_keys(shop.client_key, fresh_secret)
    merchants.save(shop.client_key, Secret(fresh_secret))
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    assert bill.reference in shop_books.ordered
