"""Every way of an attempt from one state to another, and what is written on it."""

import datetime
from typing import Any

import pytest

from saleor_brandpay import clock
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.attempts import schedule, states
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Bill, Shop

MOVED_ON: list[dict[str, Any]] = [
    {"status": AttemptStatus.SUPERSEDED},
    {"confirm_sent_at": clock.now()},
    {"confirm_step": 1},
    {"payment_key": "another"},
]
"""What somebody else may have done to an attempt since it was read."""


@pytest.fixture
def bill(shop: Shop) -> Bill:
    return shop.bill()


@pytest.fixture
def attempt(shop: Shop, bill: Bill) -> Attempt:
    return shop.open(bill)


def stored(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def columns(attempt: Attempt) -> dict[str, Any]:
    return Attempt.objects.filter(pk=attempt.pk).values().get()


def test_claim_is_written_and_known_to_be_about_to_be_sent(shop: Shop, attempt: Attempt) -> None:
    Attempt.objects.update(looks=3, checked_at=None)
    now = clock.now()
    assert states.claim(attempt, "key")
    row = stored(attempt)
    assert (row.status, row.payment_key) == (AttemptStatus.UNKNOWN, "key")
    assert row.looks == 0
    assert row.confirm_sent_at
    assert row.confirm_sent_at >= now
    assert row.checked_at
    assert row.checked_at >= now
    assert row.due_at
    assert now < row.due_at <= clock.now() + datetime.timedelta(minutes=1)
    # Whoever sends it has to know whether it is the first time.
    assert (attempt.status, attempt.confirm_sent_at) == (AttemptStatus.OPEN, None)


@pytest.mark.parametrize("changes", MOVED_ON, ids=lambda changes: next(iter(changes)))
def test_claim_is_lost_to_whoever_moved_the_attempt_on(
    attempt: Attempt, changes: dict[str, Any]
) -> None:
    Attempt.objects.update(**changes)
    before = columns(attempt)
    assert not states.claim(attempt, "key")
    assert columns(attempt) == before


def test_claim_is_taken_once(attempt: Attempt) -> None:
    assert states.claim(attempt, "key")
    assert not states.claim(attempt, "key")


def test_claim_knows_what_was_sent_before(attempt: Attempt) -> None:
    """A second confirm, after the first one's time is past, claims what it has read."""
    assert states.claim(attempt, "key")
    again = stored(attempt)
    assert states.claim(again, "key")
    assert not states.claim(again, "key")


def test_claim_touches_no_other_attempt(shop: Shop, attempt: Attempt) -> None:
    other = shop.open(shop.bill())
    Attempt.objects.update(confirm_sent_at=None, confirm_step=0, payment_key="")
    before = columns(other)
    assert states.claim(attempt, "key")
    assert columns(other) == before


@pytest.mark.parametrize(
    "end",
    [
        lambda attempt: states.to_refused(attempt, 2, "c" * 70, "m" * 600),
        lambda attempt: states.to_closed(attempt, "c" * 70, "m" * 600),
    ],
    ids=["refused", "closed"],
)
def test_long_words_of_toss_are_cut_to_what_the_columns_hold(attempt: Attempt, end: Any) -> None:
    end(attempt)
    row = stored(attempt)
    assert (row.failure_code, row.failure_message) == ("c" * 64, "m" * 510)


def test_reason_of_a_window_is_cut_and_changes_no_state(attempt: Attempt) -> None:
    attempt.failure_message = "an earlier reason"
    before = stored(attempt)
    states.note_failure(attempt, "c" * 70)
    row = stored(attempt)
    assert (row.failure_code, row.failure_message) == ("c" * 64, "")
    assert (row.status, row.due_at) == (before.status, before.due_at)


def test_refused_attempt_takes_the_next_step(attempt: Attempt) -> None:
    states.to_refused(attempt, 2, "CODE", "reason")
    row = stored(attempt)
    assert (row.status, row.confirm_step) == (AttemptStatus.OPEN, 2)
    assert (row.failure_code, row.failure_message) == ("CODE", "reason")


def test_closed_attempt_holds_nothing_and_is_not_looked_at(attempt: Attempt) -> None:
    attempt.balance = 15000
    states.to_closed(attempt, "EXPIRED")
    row = stored(attempt)
    assert (row.status, row.balance, row.due_at) == (AttemptStatus.CLOSED, 0, None)
    assert (row.failure_code, row.failure_message) == ("EXPIRED", "")


@pytest.fixture
def approved(shop: Shop, bill: Bill) -> tuple[Attempt, Payment]:
    """What Toss shows of it, and the attempt as it was booked."""
    returned = shop.buy(shop.open(bill))
    shop.resume(bill, returned)
    attempt = Attempt.objects.get()
    (raw,) = shop.sandbox.payments()
    return attempt, Payment.parse(raw)


def test_approved_attempt_keeps_what_toss_shows(approved: tuple[Attempt, Payment]) -> None:
    attempt, payment = approved
    assert attempt.status == AttemptStatus.APPROVED
    assert (attempt.payment_key, attempt.balance) == (payment.payment_key, 15000)
    assert attempt.approved_at == payment.approved_at
    assert attempt.method
    assert attempt.due_at


def test_refund_that_a_worker_is_to_make(approved: tuple[Attempt, Payment]) -> None:
    attempt, _ = approved
    Attempt.objects.update(due_at=None, looks=4)
    now = clock.now()
    assert states.refund_later(attempt.reference, attempt.payment_key, "GONE")
    row = stored(attempt)
    assert (row.status, row.failure_code, row.looks) == (AttemptStatus.REFUNDING, "GONE", 0)
    assert row.due_at
    assert now < row.due_at <= clock.now() + datetime.timedelta(minutes=1)
    # It is on its way back already.
    assert not states.refund_later(attempt.reference, attempt.payment_key, "GONE")


@pytest.mark.parametrize("changed", ["reference", "payment_key"])
def test_refund_of_another_payment_is_not_made(
    shop: Shop, approved: tuple[Attempt, Payment], changed: str
) -> None:
    attempt, _ = approved
    before = columns(attempt)
    reference = shop.bill().reference if changed == "reference" else attempt.reference
    key = "another" if changed == "payment_key" else attempt.payment_key
    assert not states.refund_later(reference, key, "GONE")
    states.refund_awaited(reference, key)
    assert columns(attempt) == before


def test_refund_that_saleor_waits_for(approved: tuple[Attempt, Payment]) -> None:
    attempt, _ = approved
    Attempt.objects.update(due_at=None, looks=4)
    now = clock.now()
    states.refund_awaited(attempt.reference, attempt.payment_key)
    row = stored(attempt)
    assert row.refund_awaited_at
    assert row.refund_awaited_at >= now
    assert row.due_at
    assert now < row.due_at <= clock.now() + datetime.timedelta(minutes=1)
    assert row.looks == 0
    states.refund_no_longer_awaited(row)
    assert stored(attempt).refund_awaited_at is None


def test_single_figures_are_kept(attempt: Attempt) -> None:
    states.learn_payment_key(attempt, "key")
    states.set_balance(attempt, 4000)
    assert (stored(attempt).payment_key, stored(attempt).balance) == ("key", 4000)


@pytest.mark.parametrize(
    "write",
    [
        lambda attempt: states.learn_payment_key(attempt, "key"),
        lambda attempt: states.set_balance(attempt, 4000),
        lambda attempt: states.note_failure(attempt, "CODE"),
        states.refund_no_longer_awaited,
    ],
    ids=["payment key", "balance", "failure", "awaited"],
)
def test_single_figure_leaves_what_others_wrote_meanwhile(attempt: Attempt, write: Any) -> None:
    old = stored(attempt)
    Attempt.objects.update(status=AttemptStatus.SUPERSEDED, looks=7, claimed_until=clock.now())
    write(old)
    row = stored(attempt)
    assert (row.status, row.looks) == (AttemptStatus.SUPERSEDED, 7)
    assert row.claimed_until


def test_state_leaves_the_leases_of_workers(attempt: Attempt) -> None:
    """A hook's object may be older than they are."""
    old = stored(attempt)
    Attempt.objects.update(claimed_until=clock.now(), refund_awaited_at=clock.now())
    states.to_unknown(old)
    row = stored(attempt)
    assert row.claimed_until
    assert row.refund_awaited_at


# Room for one more window (M22).


def test_only_what_is_named_makes_room(shop: Shop) -> None:
    one, other = shop.open(shop.bill()), shop.open(shop.bill())
    states.make_room([one])
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (AttemptStatus.SUPERSEDED, AttemptStatus.OPEN)


def test_window_that_is_confirmed_meanwhile_makes_no_room(shop: Shop) -> None:
    one = shop.open(shop.bill())
    Attempt.objects.filter(pk=one.pk).update(status=AttemptStatus.UNKNOWN)
    states.make_room([one])
    one.refresh_from_db()
    assert one.status == AttemptStatus.UNKNOWN


def test_what_made_room_is_watched(shop: Shop) -> None:
    """A member's soon, a guest's when nobody can pay it any more, as before."""
    members, guests = shop.open(shop.bill(user=shop.user())), shop.open(shop.bill())
    before = guests.due_at
    Attempt.objects.update(looks=3)
    states.make_room([members, guests])
    members.refresh_from_db()
    guests.refresh_from_db()
    soon = clock.now() + schedule.FIRST_SYNC[AttemptStatus.SUPERSEDED]
    assert members.due_at is not None
    assert abs(members.due_at - soon) < datetime.timedelta(minutes=1)
    assert guests.due_at == before
    assert (members.looks, guests.looks) == (0, 0)
