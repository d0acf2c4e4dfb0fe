"""Everything that is due, worked on here and now: what cron does where there is no Celery."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import islice

from . import due, sweeping
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


def _isolated(kind: due.Kind, name: object) -> SyncResult | None:
    """Whatever goes wrong with one must not hold up those behind it."""
    try:
        return kind.work(name)
    except Exception as error:
        logger.exception("%s could not be worked on", kind.label(name))
        return stuck(f"it could not be worked on: {type(error).__name__} (see the log)")


def sweep_here(tell: Tell) -> Swept:
    """Work on all that is due, each once; what may make an order before all else."""
    swept = Swept()
    seen: set[tuple[due.Kind, object]] = set()
    with sweeping.alone() as go_on:
        swept.is_second = go_on is None
        while go_on and (batch := _batch(seen)):
            for kind, name in batch:
                if due.is_hanging():
                    logger.warning("Toss hangs: this sweep ends, and what is due stays due")
                    swept.is_hanging = True
                    return swept
                go_on()
                seen.add((kind, name))
                result = _isolated(kind, name)
                if result is not None:
                    swept.count(kind, name, result)
                tell(len(seen))
    return swept


BATCH = 100
"""Rows of one kind, after which what matters more is looked for again."""


def _batch(seen: Collection[tuple[due.Kind, object]]) -> list[tuple[due.Kind, object]]:
    """The next rows, all of one kind: the first of which anything is due."""
    for kind in due.KINDS:
        # Some of what was seen is still due, and comes first.
        names = kind.names(len(seen) + BATCH)
        new = ((kind, name) for name in names if (kind, name) not in seen)
        if batch := list(islice(new, BATCH)):
            return batch
    return []
