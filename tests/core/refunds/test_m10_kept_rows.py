"""M10: what is written down of a refund, by hooks and workers at the same time."""

from datetime import timedelta

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.refunds import refund_rows
from saleor_brandpay.core.refunds.identity import Identity
from saleor_brandpay.models import Attempt, Refund, RefundStatus
from tests.core.refunds.asking import ask, ask_again, cancel, cancels, identity, unreachable
from tests.core.shop import MovingClock, Shop

GRANT = "g" + "0" * 16
LONG = "k" * 70


@pytest.fixture
def attempt(shop: Shop) -> Attempt:
    return shop.open(shop.bill())


@pytest.fixture
def other(shop: Shop) -> Attempt:
    return shop.open(shop.bill())


def kept(attempt: Attempt, status: str = RefundStatus.UNKNOWN, **values: object) -> Refund:
    row = identity(**values).row(attempt)
    row.status = status
    if status == RefundStatus.DONE:
        row.transaction_key, row.done_at = f"key-{row.number}", now()
    row.save()
    return row


def fresh(row: Refund) -> Refund:
    return Refund.objects.get(pk=row.pk)


def test_rows_of_an_attempt_are_its_own_and_the_oldest_first(
    attempt: Attempt, other: Attempt
) -> None:
    kept(other)
    first, second = kept(attempt), kept(attempt, number=1)
    first.save()  # PostgreSQL now lists it last.
    assert refund_rows.of_attempt(attempt) == [first, second]


def test_oldest_unknown_refund_is_asked_for_first(attempt: Attempt, other: Attempt) -> None:
    kept(other)
    kept(attempt, RefundStatus.DONE)
    first = kept(attempt, number=1)
    kept(attempt, number=2)
    first.save()
    assert refund_rows.unknown(attempt) == first
    Refund.objects.filter(attempt=attempt).update(status=RefundStatus.REFUSED)
    assert refund_rows.unknown(attempt) is None


def test_guard_finds_what_was_refunded_moments_ago(
    attempt: Attempt, other: Attempt, time: MovingClock
) -> None:
    kept(other, RefundStatus.DONE)
    kept(attempt, RefundStatus.DONE, amount=4000)
    kept(attempt, RefundStatus.DONE, number=1, grant=GRANT)
    refused = kept(attempt, RefundStatus.REFUSED, number=2)
    Refund.objects.filter(pk=refused.pk).update(done_at=now())
    assert refund_rows.done_within_guard(attempt, 5000) is None
    first = kept(attempt, RefundStatus.DONE, number=3)
    kept(attempt, RefundStatus.DONE, number=4)
    first.save()
    assert refund_rows.done_within_guard(attempt, 5000) == first
    time.advance(61)
    assert refund_rows.done_within_guard(attempt, 5000) is None


def test_refused_grant_is_asked_for_again_in_its_own_row(
    attempt: Attempt, time: MovingClock
) -> None:
    """Workers ask for a day after that, not after the first time."""
    asked = identity(grant=GRANT)
    refund_rows.keep_unknown(attempt, asked, 1)
    Refund.objects.update(status=RefundStatus.REFUSED, code="ANY", step=1)
    time.advance(3600)
    refund_rows.keep_unknown(attempt, asked, 2)
    row = Refund.objects.get()
    assert (row.status, row.code, row.step) == (RefundStatus.UNKNOWN, "", 1)
    assert row.requests == [1, 2]
    assert now() - row.created_at < timedelta(minutes=1)


def test_same_refund_kept_twice_is_one_row(attempt: Attempt, other: Attempt) -> None:
    kept(other)
    kept(attempt, number=1)
    first, second = identity().row(attempt), identity().row(attempt)
    for row, status in ((first, RefundStatus.UNKNOWN), (second, RefundStatus.REFUSED)):
        row.status, row.code, row.step = status, "ANY", 1
        refund_rows.store(row)
    assert first.pk == second.pk
    assert not second._state.adding
    assert Refund.objects.filter(attempt=attempt, number=0).get() == first
    assert (fresh(first).status, fresh(first).code, fresh(first).step) == ("refused", "ANY", 1)
    assert Refund.objects.filter(status=RefundStatus.UNKNOWN).count() == 2


def test_cancel_kept_under_another_name_is_one_row(attempt: Attempt, other: Attempt) -> None:
    """Some of Toss's cancels have no key of their own: two payments then have the same ones."""
    kept(other, RefundStatus.DONE)
    kept(attempt)
    known = kept(attempt, RefundStatus.DONE, lines=("order 1 1",))
    row = identity(amount=4000).row(attempt)
    row.status, row.transaction_key, row.done_at = RefundStatus.DONE, "key-0", now()
    refund_rows.store(row)
    assert row.pk == known.pk
    assert not row._state.adding
    assert fresh(known).amount == 5000


def test_what_is_known_later_is_written_over_what_was_not(attempt: Attempt) -> None:
    row = kept(attempt)
    row.status, row.code, row.step = RefundStatus.REFUSED, "ANY", 3
    refund_rows.store(row)
    assert (fresh(row).status, fresh(row).code, fresh(row).step) == ("refused", "ANY", 3)


@pytest.mark.parametrize("status", [RefundStatus.UNKNOWN, RefundStatus.REFUSED])
def test_done_stays_done(attempt: Attempt, status: str) -> None:
    row = kept(attempt, RefundStatus.DONE)
    older = fresh(row)
    older.status = status
    refund_rows.store(older)
    assert fresh(row).status == RefundStatus.DONE


def test_refund_is_finished_as_toss_made_it(attempt: Attempt) -> None:
    row = kept(attempt, RefundStatus.REFUSED, expected_balance=5000)
    row.code = "ANY"
    refund_rows.finish(row, cancel(6000, LONG))
    row = fresh(row)
    assert (row.status, row.code, row.amount) == (RefundStatus.DONE, "", 6000)
    assert (row.expected_balance, row.transaction_key) == (6000, LONG[:64])
    assert row.done_at


def test_worker_finishes_a_refund_for_the_shop_to_claim(attempt: Attempt, other: Attempt) -> None:
    row, another = kept(attempt, expected_balance=5000), kept(other)
    Refund.objects.update(code="ANY")
    refund_rows.finish_unclaimed(row, cancel(6000, LONG))
    assert row.claimed is fresh(row).claimed is False
    assert (row.status, row.code, row.amount) == (RefundStatus.DONE, "", 6000)
    assert (row.expected_balance, row.transaction_key) == (6000, LONG[:64])
    assert row.done_at
    assert fresh(another).status == RefundStatus.UNKNOWN


def test_worker_takes_no_refund_from_the_click_that_made_it(attempt: Attempt) -> None:
    row = kept(attempt, RefundStatus.DONE)
    refund_rows.finish_unclaimed(row, cancel(6000, "another"))
    assert (row.claimed, row.amount, row.transaction_key) == (True, 5000, "key-0")


def test_refunds_of_ours_are_remembered_with_the_balance_of_then(shop: Shop) -> None:
    """Whatever stands among them; the last one leaves nothing."""
    attempt = shop.paid(shop.bill())
    shop.sandbox.console_cancel(attempt.payment_key, amount=3000)
    ask(attempt, identity(number=1, expected_balance=12000))
    ask(attempt, identity(number=2, expected_balance=7000, amount=7000))
    for _ in range(2):
        refund_rows.remember(attempt, cancels(shop))
    Refund.objects.all().delete()
    refund_rows.remember(attempt, cancels(shop))
    rows = refund_rows.of_attempt(attempt)
    assert [(row.number, row.expected_balance, row.amount) for row in rows] == [
        (1, 12000, 5000),
        (2, 7000, 7000),
    ]
    assert [row.claimed for row in rows] == [False, False]
    assert [row.transaction_key for row in rows] == [
        one.transaction_key for one in cancels(shop)[1:]
    ]


def test_refund_of_unknown_outcome_is_made_by_a_worker_and_claimed_once(
    shop: Shop, settings: object
) -> None:
    attempt = shop.paid(shop.bill())
    refund_rows.keep_unknown(attempt, identity(), 1)
    made = ask_again(attempt, Refund.objects.get()).refund
    assert (made.status, made.claimed) == (RefundStatus.DONE, False)
    assert shop.held() == 10000
    unreachable(settings)
    later = identity(number=1, expected_balance=10000)
    claim = ask(attempt, later, booked=[made.transaction_key], guarded=True)
    assert (claim.refund, claim.already_booked, fresh(made).claimed) == (made, True, True)


def test_claim_writes_nothing_but_itself(
    shop: Shop, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second request may join the row while it is claimed."""
    row = kept(attempt, RefundStatus.DONE, grant=GRANT)
    Refund.objects.update(claimed=False)
    find = refund_rows.unclaimed

    def joined_meanwhile(rows: list[Refund], asked: Identity) -> Refund | None:
        refund_rows.join(row, 2)
        return find(rows, asked)

    monkeypatch.setattr(refund_rows, "unclaimed", joined_meanwhile)
    assert ask(attempt, identity(grant=GRANT)).already_booked
    assert (fresh(row).claimed, fresh(row).requests) == (True, [2])
