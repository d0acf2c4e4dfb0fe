"""A month in Korea, as Toss's days are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...api.fields import KST

DAY = datetime.timedelta(days=1)
_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    first: datetime.date

    @classmethod
    def parse(cls, text: str) -> Month:
        """Of "2026-10". Raises ValueError."""
        written = _WRITTEN.fullmatch(text.strip())
        if written is None or not "1970" <= written[1] <= "9998":
            raise ValueError(text)
        return cls(datetime.date(int(written[1]), int(written[2]), 1))

    @classmethod
    def of(cls, at: datetime.datetime) -> Month:
        """The one that a moment is in."""
        return cls(day_of(at).replace(day=1))

    @property
    def last(self) -> datetime.date:
        return (self.first + 31 * DAY).replace(day=1) - DAY

    @property
    def before(self) -> Month:
        return Month((self.first - DAY).replace(day=1))

    @property
    def since(self) -> datetime.datetime:
        return datetime.datetime.combine(self.first, datetime.time(), KST)

    @property
    def until(self) -> datetime.datetime:
        """Not included."""
        return datetime.datetime.combine(self.last + DAY, datetime.time(), KST)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def day_of(at: datetime.datetime) -> datetime.date:
    """The Korean day that a moment is in."""
    return at.astimezone(KST).date()


def days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """From the first to the last one."""
    while first <= last:
        yield first
        first += DAY
