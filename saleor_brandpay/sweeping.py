"""Everything that is due, worked on here and now: what cron does where there is no Celery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from . import bridge
from .api.deadline import Deadline
from .conf import conf
from .core import attempts, inbox
from .core.followed import End, Followed
from .core.following import follow

Tell = Callable[[int, int], None]


@dataclass(kw_only=True)
class Swept:
    events: int = 0
    payments: int = 0
    ends: Counter[End] = field(default_factory=Counter)
    stuck: dict[str, str] = field(default_factory=dict)
    """What a person has to look at, and why."""

    @property
    def agrees(self) -> bool:
        return not self.stuck

    def count(self, name: str, followed: Followed) -> None:
        self.ends[followed.end] += 1
        if followed.end is End.STUCK:
            self.stuck[name] = followed.text


def sweep_here(tell: Tell) -> Swept:
    """Work on all events and payments that are due now; each once."""
    swept = Swept()
    events = list(inbox.due().values_list("pk", flat=True))
    due = list(attempts.due().values_list("pk", "order_id"))
    total = len(events) + len(due)
    for pk in events:
        followed = inbox.process(inbox.due().filter(pk=pk), *_tools())
        if followed:
            swept.events += 1
            swept.count(f"event {pk}", followed)
        tell(swept.events, total)
    for pk, order_id in due:
        if attempts.due().filter(pk=pk).exists():
            office, deadline = _tools()
            followed = follow(pk, office, deadline, trusting=True)
            swept.payments += 1
            swept.count(order_id, followed)
        tell(swept.events + swept.payments, total)
    return swept


def _tools() -> tuple[bridge.ShopOffice, Deadline]:
    return bridge.ShopOffice(), Deadline.after(conf.deadline)
