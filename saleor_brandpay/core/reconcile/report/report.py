"""What a run has found, ready to be shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Sum

from ....models import Finding, Kind, Phase, Reconciliation, Stretch
from ...linked import Orders, ShopOrder, linked, no_orders
from .. import planning, spans
from ..daily_totals import DayTotal, daily_totals


@dataclass
class Day:
    date: datetime.date
    approved: int = 0
    approved_won: int = 0
    refunded: int = 0
    refunded_won: int = 0
    differences: int = 0
    left: int = 0
    """Differences that were not healed."""


@dataclass
class Tally:
    found: int = 0
    healed: int = 0

    @property
    def left(self) -> int:
        return self.found - self.healed


@dataclass
class Report:
    run: Reconciliation
    days: list[Day]
    kinds: dict[Kind, Tally]
    totals: dict[str, int]
    """The sums of the stretches' counters."""
    notes: list[str] = field(default_factory=list)
    """Merchants that were left out, and why that does not matter."""
    errors: list[str] = field(default_factory=list)
    """Merchants that could not be compared."""
    orders: Orders = no_orders
    """The shop's, for links."""

    @property
    def all_kinds(self) -> Tally:
        kinds = list(self.kinds.values())
        return Tally(
            found=sum(kind.found for kind in kinds), healed=sum(kind.healed for kind in kinds)
        )

    @property
    def agrees(self) -> bool:
        return not self.errors and not self.all_kinds.left

    def findings(self, limit: int | None = None) -> Iterator[Finding]:
        """Differences first, oldest first; the same order whenever asked."""
        rows = self._ordered()
        differences = rows.exclude(kind=Kind.FOREIGN)[:limit]
        yield from differences.iterator(chunk_size=500)
        yield from rows.filter(kind=Kind.FOREIGN)[:limit].iterator(chunk_size=500)

    def differences(self, limit: int, *, healed: bool) -> Iterator[tuple[Finding, ShopOrder]]:
        """The oldest of those that were mended, or of those that are left, with their orders."""
        rows = self._ordered().exclude(kind=Kind.FOREIGN).filter(healed_at__isnull=not healed)
        return linked(rows[:limit], self.orders)

    def here(self) -> dict[datetime.date, DayTotal]:
        """What our own rows say of each day; nothing in a run of some merchants only."""
        if not self.days or self.run.asked.rpartition(" ")[2] != planning.ALL:
            return {}
        first, last = self.days[0].date, self.days[-1].date
        return {one.date: one for one in daily_totals(first, last, channel_pks=None)}

    def _ordered(self) -> QuerySet[Finding]:
        return self.run.findings.order_by(
            F("at").asc(nulls_last=True), "order_id", "payment_key", "kind"
        )

    def linked(self, limit: int | None = None) -> Iterator[tuple[Finding, ShopOrder]]:
        """The same with their orders, for links."""
        return linked(self.findings(limit), self.orders)


COUNTERS = (
    *("pages", "reads", "under_way", "approved", "approved_won", "refunded", "refunded_won"),
    *("shop_captured", "shop_captured_won", "shop_refunded", "shop_refunded_won"),
    *("foreign", "foreign_won"),
)


def counted(run: Reconciliation) -> dict[str, int]:
    sums = run.stretches.aggregate(**{f"sum_{name}": Sum(name) for name in COUNTERS})
    return {name: sums[f"sum_{name}"] or 0 for name in COUNTERS}


def build(run: Reconciliation, orders: Orders = no_orders) -> Report:
    stretches = list(run.stretches.select_related("merchant").order_by("since", "merchant_id"))
    days = {date: Day(date=date) for date in _dates(run)}
    for stretch in stretches:
        day = days[spans.date(stretch.since)]
        for name in ("approved", "approved_won", "refunded", "refunded_won"):
            setattr(day, name, getattr(day, name) + getattr(stretch, name))
    kinds: dict[Kind, Tally] = {kind: Tally() for kind in Kind if kind is not Kind.FOREIGN}
    rows = run.findings.exclude(kind=Kind.FOREIGN)
    for kind, at, healed_at, since in rows.values_list(
        "kind", "at", "healed_at", "stretch__since"
    ).iterator(chunk_size=2000):
        day = days.get(spans.date(at or since)) or days[spans.date(since)]
        kinds[Kind(kind)].found += 1
        kinds[Kind(kind)].healed += healed_at is not None
        day.differences += 1
        day.left += healed_at is None
    return Report(
        run=run,
        days=list(days.values()),
        kinds=kinds,
        totals=counted(run),
        notes=_told(one for one in stretches if one.error and one.phase == Phase.DONE),
        errors=_told(one for one in stretches if one.phase < Phase.DONE),
        orders=orders,
    )


def _dates(run: Reconciliation) -> Iterator[datetime.date]:
    for since, _ in spans.days(run.since, run.until):
        yield spans.date(since)


def _told(stretches: Iterator[Stretch]) -> list[str]:
    """One sentence for each merchant, whatever the number of its days."""
    said: dict[int, str] = {}
    for one in sorted(stretches, key=lambda stretch: not stretch.error):
        said.setdefault(one.merchant_id, f"merchant {one.merchant}: {one.error or 'not finished'}")
    return list(said.values())
