"""What was taken and given back on each day, by our own rows: nothing is asked of Toss."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from ...api.fields import KST
from ...models import Attempt, Merchant, Refund, RefundStatus
from ..installation import frozen

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTotal:
    """Of one Korean day. Amounts are won."""

    date: datetime.date
    approved: int = 0
    """Payments that Toss approved on it."""
    approved_won: int = 0
    balance: int = 0
    """What is left of these: refunds of later days, and those of the Toss console, are off."""
    refunded: int = 0
    """Refunds that were made from here on it, of whichever day's payments; those of the Toss
    console have no row of ours."""
    refunded_won: int = 0


def daily_totals(
    since: datetime.date, until: datetime.date, *, channel_pks: frozenset[int] | None
) -> list[DayTotal]:
    """Each day from `since` to `until`, both included, oldest first; without end no later one.

    `channel_pks`: only payments of these channels; None: of all. Two queries, and as many rows as
    there are days, however many payments.
    """
    begin, end = _midnight(since), _midnight(until + _DAY)
    merchants = counted()
    paid = Attempt.objects.filter(
        # It was opened at most a day before, and that is what there is an index of.
        Q(opened_at__gte=begin - _DAY) & Q(opened_at__lt=end),
        merchant__in=merchants,
        approved_at__gte=begin,
        approved_at__lt=end,
    )
    given_back = Refund.objects.filter(
        attempt__merchant__in=merchants,
        status=RefundStatus.DONE,
        done_at__gte=begin,
        done_at__lt=end,
    )
    if channel_pks is not None:
        paid = paid.filter(channel_pk__in=channel_pks)
        given_back = given_back.filter(attempt__channel_pk__in=channel_pks)
    approved = _by_day(paid, "approved_at", won=Sum("amount"), left=Sum("balance"))
    refunded = _by_day(given_back, "done_at", won=Sum("amount"))
    return [
        DayTotal(
            date=date,
            approved=approved.get(date, {}).get("rows", 0),
            approved_won=approved.get(date, {}).get("won", 0),
            balance=approved.get(date, {}).get("left", 0),
            refunded=refunded.get(date, {}).get("rows", 0),
            refunded_won=refunded.get(date, {}).get("won", 0),
        )
        for date in (since + number * _DAY for number in range((until - since).days + 1))
    ]


def counted() -> list[Merchant]:
    """Whose money is counted: live merchants of this shop; test ones while there is no other.

    What a copy of the database brought along is another shop's.
    """
    here = frozen.without_frozen(Merchant.objects.all(), "installation")
    rows = list(here.order_by("pk"))
    return [one for one in rows if not one.is_test] or rows


def _by_day(
    rows: QuerySet[Attempt] | QuerySet[Refund], moment: str, **sums: Sum
) -> dict[datetime.date, dict[str, int]]:
    days: Any = rows.order_by().values(date=TruncDate(moment, tzinfo=KST))
    return {one["date"]: one for one in days.annotate(rows=Count("pk"), **sums)}


def _midnight(date: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(), KST)
