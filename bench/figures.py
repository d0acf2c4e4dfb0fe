"""What is measured: a figure beside its anchor, taken in turns, by the clock and by the CPU."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Say = Callable[[str], None]


@dataclass
class Taken:
    """Seconds of several rounds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def round(self, cpu: Callable[[], float] | None = None) -> Iterator[None]:
        """`cpu`: whose seconds so far; else this process's, its ended children's too."""
        cpu = cpu or used
        began, before = time.perf_counter(), cpu()
        yield
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(cpu() - before)

    @property
    def seconds(self) -> float:
        return statistics.median(self.wall)

    @property
    def cpu_seconds(self) -> float:
        return statistics.median(self.cpu)


def used() -> float:
    """CPU seconds of this process and of its children that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table; what has no value says why in the note."""

    part: str
    what: str
    value: str = "n/a"
    cpu: str = ""
    anchor: str = ""
    anchor_value: str = ""
    anchor_cpu: str = ""
    ratio: str = ""
    note: str = ""


def beside(
    part: str,
    what: str,
    taken: Taken,
    anchor: str,
    beside: Taken,
    *,
    count: int = 1,
    note: str = "",
) -> Figure:
    """Of one among `count`; the ratio is that of the medians, by the clock."""
    return Figure(
        part=part,
        what=what,
        value=duration(taken.seconds / count),
        cpu=duration(taken.cpu_seconds / count),
        anchor=anchor,
        anchor_value=duration(beside.seconds / count),
        anchor_cpu=duration(beside.cpu_seconds / count),
        ratio=f"{taken.seconds / beside.seconds:.2f} ×",
        note=note,
    )


def duration(seconds: float) -> str:
    if round(seconds * 1e6) < 1000:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


COLUMNS = {
    "part": "part",
    "what": "measured",
    "value": "median",
    "cpu": "CPU",
    "anchor": "beside",
    "anchor_value": "median",
    "anchor_cpu": "CPU",
    "ratio": "ratio",
    "note": "note",
}


def table(figures: Iterable[Figure]) -> list[str]:
    """In Markdown, which a page of the documentation takes over as it is."""
    rows = [[str(getattr(one, name)) for name in COLUMNS] for one in figures]
    rows = [list(COLUMNS.values()), *rows]
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
