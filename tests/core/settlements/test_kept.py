"""The months that were compared last, kept for staff."""

from __future__ import annotations

import datetime

from saleor_brandpay.clock import now
from saleor_brandpay.core.settlements import kept
from saleor_brandpay.core.settlements.ledger import Ledger
from saleor_brandpay.core.settlements.line import Difference, Line
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.core.settlements.run import Settled
from saleor_brandpay.models import SettledMonth
from tests.core.settlements.settling import Settling


def settled(month: str, merchants: tuple[str, ...] = ("mid",)) -> Settled:
    ledger = Ledger(datetime.date(2026, 1, 1))
    return Settled(Month.parse(month), "soldDate", now(), ledger, list(merchants))


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
    kept.keep(settled("2026-01", ("one",)))
    kept.keep(settled("2026-01", ("two",)))
    assert SettledMonth.objects.get().totals["merchants"] == ["two"]


def test_what_is_known_stays_where_nobody_could_be_asked(db: None) -> None:
    kept.keep(settled("2026-01"))
    kept.keep(settled("2026-01", ()))
    assert SettledMonth.objects.get().totals["merchants"] == ["mid"]


def test_a_month_by_payout_is_another_question(db: None) -> None:
    by_payout = settled("2026-01")
    by_payout.by = "paidOutDate"
    kept.keep(by_payout)
    assert not SettledMonth.objects.exists()


def test_old_months_go(db: None) -> None:
    for year in range(2020, 2026):
        for month in range(1, 13):
            kept.keep(settled(f"{year}-{month:02}"))
    months = SettledMonth.objects.order_by("month").values_list("month", flat=True)
    assert (len(months), months[0]) == (kept.MONTHS, "2024-01")


def test_many_differences_do_not_make_a_large_row(db: None) -> None:
    one = settled("2026-01")
    for number in range(kept.DIFFERENCES + 10):
        one.ledger.add(Line(merchant="mid", difference="amount", order_id=str(number), amount=1))
    kept.keep(one)
    row = SettledMonth.objects.get()
    assert len(row.differences) == kept.DIFFERENCES
    assert row.totals["classes"]["amount"] == kept.DIFFERENCES + 10


def test_lines_of_another_version_are_left_out(db: None) -> None:
    kept.keep(settled("2026-01"))
    SettledMonth.objects.update(differences=[["mid", "ours"]])
    assert list(kept.lines(SettledMonth.objects.get())) == []
