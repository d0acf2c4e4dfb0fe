"""The span of time of a run, cut into Korean days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ...api.fields import KST
from ...models import Stretch

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


def cut(since: datetime.datetime, until: datetime.datetime, count: int) -> list[Span]:
    """A span in so many of equal length, which begin at whole seconds as `since` does."""
    step = datetime.timedelta(seconds=(until - since) // count // datetime.timedelta(seconds=1))
    begins = [since + number * step for number in range(count)]
    return list(zip(begins, [*begins[1:], until], strict=True))


def day(stretch: Stretch) -> Span:
    """The whole day that a stretch is all or a part of, as far as its run goes."""
    run, begin = stretch.reconciliation, midnight(stretch.since)
    return max(begin, run.since), min(begin + datetime.timedelta(days=1), run.until)


def date(of: datetime.datetime) -> datetime.date:
    return of.astimezone(KST).date()
