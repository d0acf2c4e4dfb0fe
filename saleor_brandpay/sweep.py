"""Everything that is due, worked on here and now: what cron does where there is no Celery."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from . import due
from .core.sync.result import SyncResult, SyncStatus, stuck

logger = logging.getLogger(__name__)

Tell = Callable[[int, int], None]


@dataclass(kw_only=True)
class Swept:
    events: int = 0
    payments: int = 0
    customers: int = 0
    """Of deleted users, who were to be withdrawn at Toss."""
    ends: Counter[SyncStatus] = field(default_factory=Counter)
    stuck: dict[str, str] = field(default_factory=dict)
    """What a person has to look at, and why."""

    @property
    def agrees(self) -> bool:
        return not self.stuck

    def count(self, kind: due.Kind, name: object, result: SyncResult) -> None:
        self.events += kind is due.EVENTS
        self.payments += kind is due.ATTEMPTS
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
    """Work on all that is due now, each once."""
    swept, done = Swept(), 0
    for kind in due.KINDS:
        # Only now: what came before may have ended some of it, or brought more to light.
        names = kind.names(None)
        total = done + len(names)
        for name in names:
            result = _isolated(kind, name)
            if result is not None:
                swept.count(kind, name, result)
            done += 1
            tell(done, total)
    return swept
