"""Sums of the lines as they come, and the lines themselves in a file: memory stays as it is."""

from __future__ import annotations

import datetime
import json
import tempfile
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field

from .line import NAMES, Line, Owner


@dataclass(slots=True)
class Day:
    """Won."""

    sold: int = 0
    """Less what was refunded; by the day of sale."""
    paid_out: int = 0
    """By the day of paying out."""
    of_others: int = 0
    """What is paid out that day for payments of other systems."""
    differences: int = 0


@dataclass(slots=True)
class Sum:
    rows: int = 0
    won: int = 0

    def add(self, won: int | None) -> None:
        self.rows += 1
        self.won += won or 0


@dataclass(kw_only=True)
class Sums:
    """Refunds, and all of a refund, are negative."""

    sold: Sum = field(default_factory=Sum)
    sold_here: Sum = field(default_factory=Sum)
    refunded: Sum = field(default_factory=Sum)
    refunded_here: Sum = field(default_factory=Sum)
    fee: int = 0
    vat: int = 0
    paid_out: Sum = field(default_factory=Sum)
    due: Sum = field(default_factory=Sum)
    """Not yet paid out."""

    @property
    def other(self) -> int:
        """What Toss pays out less than what was sold without its fee: instalments, say."""
        sold = self.sold.won + self.refunded.won
        return sold - self.fee - self.paid_out.won - self.due.won


class Ledger:
    def __init__(self, today: datetime.date) -> None:
        self._today = today.isoformat()
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - it is ours
        weakref.finalize(self, self._file.close)
        self.sums = Sums()
        self.days: defaultdict[str, Day] = defaultdict(Day)
        self.owners: Counter[str] = Counter()
        """Rows of Toss's, by whose they are."""
        self.of_others = Sum()
        """Paid out, now or later, for other systems."""
        self.differences: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        """What is no difference (core/settlements/missing.py)."""
        self.lines = 0

    def add(self, line: Line, *, is_listed: bool = True) -> None:
        """A line; `is_listed`: Toss has a row of it."""
        json.dump(astuple(line), self._file)
        self._file.write("\n")
        self.lines += 1
        if line.difference:
            self.differences[line.difference] += 1
            if line.sold:
                self.days[line.sold].differences += 1
        if is_listed:
            self.owners[line.owner] += 1
        if line.owner != Owner.OURS:
            self._of_others(line)
            return
        if line.here is not None and line.difference != "repeated":
            (self.sums.refunded_here if line.is_refund else self.sums.sold_here).add(line.here)
        if is_listed:
            self._listed(line)

    def _listed(self, line: Line) -> None:
        sums = self.sums
        (sums.refunded if line.is_refund else sums.sold).add(line.amount)
        sums.fee += line.fee or 0
        sums.vat += line.vat or 0
        is_paid = bool(line.paid_out) and line.paid_out <= self._today
        (sums.paid_out if is_paid else sums.due).add(line.pay_out)
        if line.sold:
            self.days[line.sold].sold += line.amount or 0
        if line.paid_out:
            self.days[line.paid_out].paid_out += line.pay_out or 0

    def _of_others(self, line: Line) -> None:
        if line.owner in (Owner.OTHER_SYSTEM, Owner.OTHER_INSTALLATION):
            self.of_others.add(line.pay_out)
            if line.paid_out:
                self.days[line.paid_out].of_others += line.pay_out or 0

    def read(self, *, differences: bool = False) -> Iterator[Line]:
        """The lines as they came; `differences`: those alone."""
        self._file.seek(0)
        place = NAMES.index("difference")
        for text in self._file:
            values = json.loads(text)
            if values[place] or not differences:
                yield Line(**dict(zip(NAMES, values, strict=True)))
