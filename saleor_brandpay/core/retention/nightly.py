"""The nightly pass: what has ended long ago is erased or deleted, in batches (M23)."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet

from ...clock import monotonic, now
from ...conf import conf
from ...models import Attempt, Customer, Event, Refund
from . import months, people

logger = logging.getLogger(__name__)

MINUTES = 20
"""After that a task leaves the rest to the next night."""


@dataclass(kw_only=True)
class Figures:
    """What was done, or would be."""

    abandoned: int = 0
    """Attempts that were deleted: nobody ever paid by them."""
    erased: int = 0
    """Attempts of which the amounts and references stay."""
    reasons: int = 0
    """Refunds of what was erased before, of which what staff typed went."""
    events: int = 0
    """Webhooks that were deleted."""
    users: int = 0
    """Customer keys of deleted users that were deleted."""
    months: int = 0
    """Months of settlements that were deleted: they have a time of their own."""
    finished: bool = True
    """Nothing that is due was left to another run."""

    @property
    def rows(self) -> int:
        return sum(value for name, value in asdict(self).items() if name != "finished")

    def __bool__(self) -> bool:
        return self.rows > 0


Tell = Callable[[Figures], None]


def before() -> datetime.datetime:
    """What ended before this moment is not kept. Raises ValueError when the setting is wrong."""
    return now() - conf.retention


def count() -> Figures:
    """What a run would do now."""
    end = before()
    abandoned = Attempt.objects.filter(
        Q(pk__in=_unerased(end).values("pk")) | Q(pk__in=_of_deleted(end).values("pk")),
        people.ENDED,
        people.ABANDONED,
        refunds=None,
    )
    deleted = Attempt.objects.filter(customer__user_deleted_at__isnull=False)
    erased = Attempt.objects.filter(
        Q(pk__in=_unerased(end).values("pk")) | Q(pk__in=deleted.values("pk")),
        people.ENDED,
        erased_at__isnull=True,
    )
    return Figures(
        abandoned=abandoned.count(),
        erased=erased.exclude(pk__in=abandoned.values("pk")).count(),
        reasons=people.spent_reasons(_late_refunds(end)).count(),
        events=_events(end).count(),
        users=Customer.objects.filter(people.forgettable(end)).count(),
        months=months.old().count(),
    )


def run(tell: Tell = lambda _: None, *, minutes: float | None = None) -> Figures:
    """Erase and delete all that is due; `minutes`: as much of it as can be done in that time.

    Each batch is a commit of its own: stopped anywhere, the next run does the rest. Two at once
    share the work.
    """
    end, figures = before(), Figures()
    stop = None if minutes is None else monotonic() + minutes * 60
    steps: list[tuple[str, Callable[[], int]]] = [
        ("reasons", lambda: people.forget_reasons(_late_refunds(end))),
        ("erased", lambda: people.erase_deleted(None)),
        ("abandoned", lambda: len(people.delete_abandoned(_of_deleted(end)))),
        ("abandoned", lambda: len(people.delete_abandoned(_unerased(end)))),
        ("erased", lambda: len(people.erase(_unerased(end)))),
        ("events", lambda: _delete_events(end)),
        ("users", lambda: people.forget_users(end)),
        ("months", months.forget),
    ]
    for name, step in steps:
        while done := step():
            setattr(figures, name, getattr(figures, name) + done)
            tell(figures)
            if stop is not None and monotonic() > stop:
                figures.finished = False
                break
    logger.info("retention: %s", figures)
    return figures


def _old(end: datetime.datetime) -> QuerySet[Attempt]:
    """Long ago: opened, and changed for the last time."""
    return Attempt.objects.filter(
        Q(checked_at__isnull=True) | Q(checked_at__lt=end), opened_at__lt=end
    )


def _unerased(end: datetime.datetime) -> QuerySet[Attempt]:
    return _old(end).filter(erased_at__isnull=True)


def _of_deleted(end: datetime.datetime) -> QuerySet[Attempt]:
    """These were erased at once."""
    customers = Customer.objects.filter(user_deleted_at__isnull=False)
    return _old(end).filter(customer__in=customers.values("pk"))


def _late_refunds(end: datetime.datetime) -> QuerySet[Refund]:
    """Made after their attempt had been erased: it is refunded all the same, and staff say why."""
    return Refund.objects.filter(attempt__erased_at__isnull=False, created_at__lt=end)


def _events(end: datetime.datetime) -> QuerySet[Event]:
    """Whatever became of them: also those that were parked and that nobody looked at."""
    return Event.objects.filter(people.READ, received_at__lt=end)


def _delete_events(end: datetime.datetime) -> int:
    pks = list(_events(end).order_by("received_at").values_list("pk", flat=True)[: people.BATCH])
    return Event.objects.filter(pk__in=pks).delete()[0]
