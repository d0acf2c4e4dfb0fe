"""The months that were compared last, kept for staff."""

from __future__ import annotations

import datetime

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.retention import months
from saleor_brandpay.core.settlements import kept
from saleor_brandpay.core.settlements.ledger import Ledger
from saleor_brandpay.core.settlements.line import Difference, Line
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.core.settlements.run import Settled
from saleor_brandpay.models import SettledLine, SettledMonth
from tests.core.settlements.settling import Settling, found, row_of

JANUARY = f"{now().year}-01"


def settled(month: str, merchants: tuple[str, ...] = ("mid",), *errors: str) -> Settled:
    ledger = Ledger(datetime.date(2026, 1, 1))
    return Settled(
        Month.parse(month), "soldDate", now(), ledger, list(merchants), errors=list(errors)
    )


def kept_merchants() -> list[str]:
    merchants: list[str] = SettledMonth.objects.get().totals["merchants"]
    return merchants


def test_a_month_is_kept_with_its_differences(settle: Settling) -> None:
    settle.begin_on(2)
    month = settle.month
    missing = settle.unlisted()
    kept.keep(settle(month))
    row = SettledMonth.objects.get()
    assert (row.month, row.totals["agrees"]) == (str(month), False)
    assert row.totals["totals"]["sold"]["won"] == 15000
    assert [slug for slug, _, _ in row.totals["titles"]][:3] == ["sold", "refunded", "fee"]
    (line,) = kept.lines(row)
    assert (line.difference, line.order_id) == (Difference.NOT_SETTLED, missing.order_id)


def test_the_same_month_again_takes_its_place(db: None) -> None:
    kept.keep(settled(JANUARY, ("one",)))
    kept.keep(settled(JANUARY, ("two",)))
    assert SettledMonth.objects.get().totals["merchants"] == ["two"]


def test_what_is_known_stays_where_nobody_could_be_asked(db: None) -> None:
    kept.keep(settled(JANUARY))
    kept.keep(settled(JANUARY, ()))
    assert SettledMonth.objects.get().totals["merchants"] == ["mid"]


def test_a_month_by_payout_is_another_question(db: None) -> None:
    by_payout = settled(JANUARY)
    by_payout.by = "paidOutDate"
    kept.keep(by_payout)
    assert not SettledMonth.objects.exists()


def test_a_partial_month_does_not_replace_a_complete_one(db: None) -> None:
    kept.keep(settled(JANUARY, ("one", "two")))
    read_at = SettledMonth.objects.get().read_at
    partial = settled(JANUARY, ("one",), "merchant two: no answer")
    partial.left_out = ["two"]
    kept.keep(partial)
    row = SettledMonth.objects.get()
    assert (row.totals["merchants"], row.read_at) == (["one", "two"], read_at)
    assert (row.tried_at, row.problems) == (partial.at, ["merchant two: no answer"])
    kept.keep(settled(JANUARY, ("one", "two")))
    row = SettledMonth.objects.get()
    assert (row.tried_at, row.problems) == (None, [])


def test_a_month_without_a_merchant_that_it_had_is_partial(db: None) -> None:
    kept.keep(settled(JANUARY, ("one", "two"), "merchant three: no answer"))
    partial = settled(JANUARY, ("one",))
    partial.left_out, partial.notes = ["two"], ["merchant two was not asked for"]
    kept.keep(partial)
    assert kept_merchants() == ["one", "two"]
    assert SettledMonth.objects.get().problems == ["merchant two was not asked for"]


def test_a_partial_month_is_better_than_none(db: None) -> None:
    kept.keep(settled(JANUARY, ("one",), "merchant two: no answer"))
    kept.keep(settled(JANUARY, ("one", "three"), "merchant two: no answer"))
    assert kept_merchants() == ["one", "three"]


def test_a_merchant_that_was_not_asked_for_before_either_is_not_missed(db: None) -> None:
    kept.keep(settled(JANUARY, ("one",)))
    again = settled(JANUARY, ("one", "new"))
    again.left_out = ["of the shop that this is a copy of"]
    kept.keep(again)
    assert kept_merchants() == ["one", "new"]


def test_a_command_that_began_before_does_not_undo_the_night(db: None) -> None:
    slow = settled(JANUARY, ("slow",))
    kept.keep(settled(JANUARY, ("night",)))
    kept.keep(slow)
    assert kept_merchants() == ["night"]


def test_what_fails_half_way_leaves_what_was_kept(settle: Settling) -> None:
    settle.order()
    month = settle.month
    whole = settle(month)
    kept.keep(whole)
    before = list(SettledLine.objects.values())
    again = settle(month, after=1)
    again.ledger.read = None  # type: ignore[assignment]
    with pytest.raises(TypeError):
        kept.keep(again)
    assert list(SettledLine.objects.values()) == before != []
    assert SettledMonth.objects.get().read_at == whole.at


def test_a_month_that_is_too_old_is_not_kept(db: None) -> None:
    before = Month.parse(months.oldest()).before
    kept.keep(settled(str(before)))
    assert not SettledMonth.objects.exists()


def test_lines_of_payments_and_refunds_by_our_own_keys(settle: Settling) -> None:
    attempt = settle.order()
    refund = settle.shop.refund(attempt, 5000).refund
    assert refund
    settle.shop.sandbox.console_cancel(attempt.payment_key, amount=1000)
    month = settle.month
    kept.keep(settle(month))
    kept.keep(settle(month, after=1))
    lines = SettledLine.objects.order_by("-pay_out").values_list(
        "attempt_pk", "is_refund", "refund_pk", "fee", "vat", "pay_out"
    )
    sale, at_toss, ours = lines
    assert sale == (attempt.pk, False, None, 412, 37, 14588)
    assert at_toss[:3] == (attempt.pk, True, None)
    assert ours[:3] == (attempt.pk, True, refund.pk)
    assert SettledMonth.objects.get().merchant_pks == [attempt.merchant_id]


def test_a_row_listed_twice_is_one_line(settle: Settling) -> None:
    attempt = settle.order()
    settle.shop.sandbox.foreign_settlement(row_of(attempt), amount=15000)
    whole = settle()
    assert "repeated" in found(whole)
    kept.keep(whole)
    assert SettledLine.objects.count() == 1


def test_many_differences_do_not_make_a_large_row(db: None) -> None:
    one = settled(JANUARY)
    for number in range(kept.DIFFERENCES + 10):
        one.ledger.add(Line(merchant="mid", difference="amount", order_id=str(number), amount=1))
    kept.keep(one)
    row = SettledMonth.objects.get()
    assert len(row.differences) == kept.DIFFERENCES
    assert row.totals["classes"]["amount"] == kept.DIFFERENCES + 10


def test_lines_of_another_version_are_left_out(db: None) -> None:
    kept.keep(settled(JANUARY))
    SettledMonth.objects.update(differences=[["mid", "ours"]])
    assert list(kept.lines(SettledMonth.objects.get())) == []
