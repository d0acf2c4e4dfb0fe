"""Spans of time as spans of primary keys: Saleor's records have no index on time."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Max, Min

SKEW = datetime.timedelta(hours=1)
"""Primary keys and times of Saleor's rows are taken to run together within this."""


_NO_END = 2**63 - 1


def between(rows: Any, since: datetime.datetime, until: datetime.datetime) -> tuple[int, int]:
    """Primary keys between which all of a span is, both not included.

    `rows` are those whose times are to be trusted; there may be others among and after them.
    """
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0, 0
    first = _after(rows, since - SKEW, ends["first"], ends["last"])
    last = _after(rows, until + SKEW, first, ends["last"])
    later = rows.filter(pk__gte=last).order_by("pk").values_list("pk", flat=True).first()
    return first - 1, _NO_END if later is None else later


def _after(rows: Any, moment: datetime.datetime, low: int, high: int) -> int:
    """The primary key that follows the last row before a moment; `low` when there is none.

    However few the rows are among others, each other one is passed over once at most.
    """
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = (
            rows.filter(pk__gte=middle, pk__lt=high)
            .order_by("pk")
            .values_list("pk", "created_at")
            .first()
        )
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return low
