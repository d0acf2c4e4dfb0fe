"""Where the bars of a day-by-day chart stand; the template draws them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 88, 8, 34, 34
LABELS = 16
"""Dates that fit side by side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What the chart shows of one day, in won. Less than nothing has no height."""

    date: datetime.date
    solid: int = 0
    striped: int = 0
    differences: int = 0
    left: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One day."""

    date: str
    solid: Bar
    striped: Bar
    solid_percent: str
    striped_percent: str
    """Of the highest of all, where each day has a line of its own: on phones."""
    middle: str
    label: str
    """Empty where there is no room for a date."""
    differences: str
    """Empty when there are none."""
    left: bool
    mark_y: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    y: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    width: int
    height: int
    left: int
    right: int
    base: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def chart(days: Sequence[Values]) -> Chart:
    most = max((max(day.solid, day.striped) for day in days), default=0)
    top = _round_up(most)
    slot = (WIDTH - LEFT - RIGHT) / max(len(days), 1)
    every = math.ceil(len(days) / LABELS)
    base = HEIGHT - BOTTOM

    def bar(won: int, x: float) -> Bar:
        height = (base - TOP) * max(won, 0) / top
        return Bar(x=_n(x), y=_n(base - height), width=_n(slot * 0.36), height=_n(height))

    def column(index: int, day: Values) -> Column:
        x = LEFT + slot * index
        highest = max(day.solid, day.striped, 0)
        return Column(
            date=day.date.strftime("%m-%d"),
            solid_percent=_n(100 * max(day.solid, 0) / max(most, 1)),
            striped_percent=_n(100 * max(day.striped, 0) / max(most, 1)),
            solid=bar(day.solid, x + slot * 0.12),
            striped=bar(day.striped, x + slot * 0.52),
            middle=_n(x + slot / 2),
            label=day.date.strftime("%m-%d") if index % every == 0 else "",
            differences=f"{day.differences:,}" if day.differences else "",
            left=day.left > 0,
            mark_y=_n(base - (base - TOP) * highest / top - 14),
        )

    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        base=_n(base),
        columns=tuple(column(index, day) for index, day in enumerate(days)),
        lines=tuple(
            Line(y=_n(base - (base - TOP) * part / 4), label=f"{top * part // 4:,}")
            for part in range(5)
        ),
    )


def _round_up(won: int) -> int:
    """The end of the scale: a number that people can divide by four."""
    if won <= 0:
        return 4
    step: int = 10 ** max(len(str(won)) - 2, 0) * 4
    return math.ceil(won / step) * step


def _n(number: float) -> str:
    """As SVG wants it, whatever the language of the process."""
    return f"{number:.1f}"
