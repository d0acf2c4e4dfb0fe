"""Everything that is due, worked on here and now: what cron does where there is no Celery."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from . import app_problems, backlog, due, sweeping, threads
from .conf import conf
from .core import breakers
from .core.sync.result import SyncResult, SyncStatus, stuck

logger = logging.getLogger(__name__)

Tell = Callable[[int], None]


@dataclass(kw_only=True)
class Swept:
    events: int = 0
    payments: int = 0
    customers: int = 0
    """Of deleted users, who were to be withdrawn at Toss."""
    ends: Counter[SyncStatus] = field(default_factory=Counter)
    stuck: dict[str, str] = field(default_factory=dict)
    """What a person has to look at, and why."""
    is_hanging: bool = False
    """It ended before its end: Toss hangs, and what is left stays due."""
    is_second: bool = False
    """Another sweep was at work: nothing was done."""

    @property
    def agrees(self) -> bool:
        return not self.stuck

    def count(self, kind: due.Kind, name: object, result: SyncResult) -> None:
        self.events += kind is due.EVENTS
        self.payments += kind in (due.ATTEMPTS, due.WINDOWS)
        self.customers += kind is due.WITHDRAWALS
        self.ends[result.end] += 1
        if result.end is SyncStatus.STUCK:
            self.stuck[kind.label(name)] = result.text


_Row = tuple[due.Kind, object]


def sweep_here(tell: Tell) -> Swept:
    """Work on all that is due, each once, by some threads; what may make an order comes first."""
    swept = Swept()
    seen: set[_Row] = set()
    with sweeping.alone() as go_on:
        swept.is_second = go_on is None
        if go_on:
            backlog.tell()
        while go_on and not swept.is_hanging and (batch := _batch(seen)):
            seen.update(batch)
            rows = _until_it_hangs(batch, swept, go_on)
            number = min(_threads(), len(batch))
            for done, (row, result) in enumerate(threads.each(_isolated, rows, number), 1):
                if result is not None:
                    swept.count(*row, result)
                tell(len(seen) - len(batch) + done)
    if not swept.is_second:
        app_problems.tell()
    return swept


def _threads() -> int:
    """As many as may wait for Toss at one time: none of them is turned away (M21)."""
    return breakers.limits().workers or conf.WORKER_CALLS


def _until_it_hangs(batch: list[_Row], swept: Swept, go_on: Callable[[], None]) -> Iterator[_Row]:
    for row in batch:
        if due.is_hanging():
            logger.warning("Toss hangs: this sweep ends, and what is due stays due")
            swept.is_hanging = True
            return
        go_on()
        yield row


def _isolated(row: _Row) -> tuple[_Row, SyncResult | None]:
    """Whatever goes wrong with one must not hold up those behind it."""
    kind, name = row
    try:
        return row, kind.work(name)
    except Exception as error:
        logger.exception("%s could not be worked on", kind.label(name))
        why = f"it could not be worked on: {type(error).__name__} (see the log)"
        return row, stuck(why)


BATCH = 100
"""Rows of one kind, after which what matters more is looked for again."""


def _batch(seen: Collection[_Row]) -> list[_Row]:
    """The next rows, all of one kind: the first of which anything is due."""
    for kind in due.KINDS:
        # Some of what was seen is still due, and comes first.
        names = kind.names(len(seen) + BATCH)
        new = ((kind, name) for name in names if (kind, name) not in seen)
        if batch := list(islice(new, BATCH)):
            return batch
    return []
