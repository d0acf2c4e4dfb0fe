"""The span of time of a run, cut into Korean days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ...api.fields import KST

Span = tuple[datetime.datetime, datetime.datetime]


def midnight(of: datetime.datetime) -> datetime.datetime:
    """The beginning of the Korean day that a moment is in."""
    return of.astimezone(KST).replace(hour=0, minute=0, second=0, microsecond=0)


def days(since: datetime.datetime, until: datetime.datetime) -> Iterator[Span]:
    """The Korean days from `since` to `until` (not included), the first and last cut short."""
    while since < until:
        end = min(midnight(since) + datetime.timedelta(days=1), until)
        yield since, end
        since = end


def date(of: datetime.datetime) -> datetime.date:
    return of.astimezone(KST).date()
