"""The months that were compared last, kept for staff: their page asks nothing of Toss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from itertools import islice

from ...models import SettledMonth
from .line import NAMES, Line
from .report import as_json
from .report.totals import totals
from .run import Settled

DIFFERENCES = 500
"""Of a month, that are kept; the report has them all."""
MONTHS = 24


def keep(settled: Settled) -> None:
    """In the place of what was kept of this month. Of a month that nobody could be asked for what
    is known stays."""
    if not settled.merchants or settled.by != "soldDate":
        return
    differences = settled.ledger.read(differences=True)
    SettledMonth.objects.update_or_create(
        month=str(settled.month),
        defaults={
            "read_at": settled.at,
            "totals": as_json.summary(settled) | {"titles": _titles(settled)},
            "differences": [list(astuple(line)) for line in islice(differences, DIFFERENCES)],
        },
    )
    newest = SettledMonth.objects.order_by("-month").values_list("pk", flat=True)[:MONTHS]
    SettledMonth.objects.exclude(pk__in=list(newest)).delete()


def _titles(settled: Settled) -> list[list[str]]:
    """Of the totals, in Korean and English, and in their order: PostgreSQL keeps no object's."""
    return [[one.slug, one.words.ko, one.words.en] for one in totals(settled)]


def lines(month: SettledMonth) -> Iterator[Line]:
    """The differences that are kept of it; none of a form that another version has written."""
    for values in month.differences:
        if len(values) == len(NAMES):
            yield Line(**dict(zip(NAMES, values, strict=True)))
