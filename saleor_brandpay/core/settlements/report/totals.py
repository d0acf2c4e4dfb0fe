"""The rows of the tables of a report, in both languages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ...reconcile.report.explanations import Words
from ..line import Owner
from ..month import DAY, day_of, days
from ..run import Settled

MOST_DAYS = 100
"""Of a picture: a payout that is said to come later than that is in the table only."""
BY = {
    "soldDate": Words(ko="매출일 기준", en="by the day of sale"),
    "paidOutDate": Words(ko="지급일 기준", en="by the day of paying out"),
}


@dataclass(frozen=True, slots=True)
class Total:
    slug: str
    words: Words
    rows: int | None
    won: int | None
    here: int | None = None
    """Won of the same here."""


@dataclass(frozen=True, slots=True)
class Payout:
    """What Toss pays on one day for these rows."""

    date: str
    ours: int
    of_others: int
    is_due: bool
    """Not yet paid."""


def totals(settled: Settled) -> list[Total]:
    ledger = settled.ledger
    sums, owners, counted = ledger.sums, ledger.owners, ledger.counted
    other = Words(ko="그 밖의 공제", en="other deductions")
    rows = [
        _row("sold", "매출", "sold", sums.sold.rows, sums.sold.won, sums.sold_here.won),
        _row(
            *("refunded", "환불", "refunded", sums.refunded.rows, sums.refunded.won),
            sums.refunded_here.won,
        ),
        _row("fee", "수수료(부가세 포함)", "fee, with VAT", None, sums.fee),
        _row("vat", "수수료의 부가세", "VAT of the fee", None, sums.vat),
        *([Total("other", other, None, sums.other)] if sums.other else []),
        _row("paid_out", "지급됨", "paid out", sums.paid_out.rows, sums.paid_out.won),
        _row("due", "지급 예정", "not yet paid out", sums.due.rows, sums.due.won),
    ]
    apart = [
        ("of_others", "다른 시스템(지급액)", "of other systems", ledger.of_others.rows,
         ledger.of_others.won),
        ("other_currency", "다른 통화", "in other currencies", owners[Owner.OTHER_CURRENCY], None),
        ("other_shape", "읽을 수 없는 다른 행", "of others, unreadable",
         owners[Owner.OTHER_SHAPE], None),
        ("given_back", "정산 전 전액 환불", "refunded before", counted["given_back"], None),
        ("young", "아직 목록에 없음", "not listed yet", counted["young"], None),
    ]  # fmt: skip
    return rows + [_row(*one) for one in apart if one[3]]


def _row(
    slug: str, ko: str, en: str, rows: int | None, won: int | None, here: int | None = None
) -> Total:
    return Total(slug, Words(ko=ko, en=en), rows, won, here)


def payouts(settled: Settled) -> list[Payout]:
    today = day_of(settled.at).isoformat()
    return [
        Payout(date, day.paid_out, day.of_others, date > today)
        for date, day in sorted(settled.ledger.days.items())
        if day.paid_out or day.of_others
    ]


def shown_days(settled: Settled) -> list[datetime.date]:
    """Of the picture: the month, and on to the last payout."""
    month, known = settled.month, settled.ledger.days
    first, last = month.first, month.last
    ends = [one for one in map(datetime.date.fromisoformat, known) if one - last <= MOST_DAYS * DAY]
    begins = [one for one in ends if first - one <= MOST_DAYS * DAY]
    return list(days(min([first, *begins]), max([last, *ends])))
