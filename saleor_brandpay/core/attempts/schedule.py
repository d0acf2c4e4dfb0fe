"""When a worker looks at an attempt: soon after a change, then ever more seldom."""

from __future__ import annotations

import datetime

from django.db.models import Case, Q, QuerySet, When

from ...clock import now
from ...models import Attempt, AttemptStatus

FIRST_SYNC = {
    AttemptStatus.OPEN: datetime.timedelta(minutes=5),
    AttemptStatus.SUPERSEDED: datetime.timedelta(minutes=5),
    AttemptStatus.UNKNOWN: datetime.timedelta(minutes=1),
    AttemptStatus.APPROVED: datetime.timedelta(minutes=2),
    AttemptStatus.REFUNDING: datetime.timedelta(minutes=1),
}
"""How long after its last change a worker looks at an attempt; each look doubles the wait."""
LONGEST_WAIT = datetime.timedelta(hours=6)


def first_sync(status: str) -> datetime.datetime | None:
    """When a worker is to look at an attempt that has just come to this status."""
    wait = FIRST_SYNC.get(AttemptStatus(status))
    return None if wait is None else now() + wait


def sync_soon(attempt: Attempt) -> None:
    """A worker has something to finish here."""
    attempt.due_at, attempt.looks = now() + datetime.timedelta(minutes=1), 0
    attempt.save(update_fields=["due_at", "looks"])


def sync_again(attempt: Attempt) -> None:
    """Nothing has ended: wait twice as long as the last time."""
    wait = FIRST_SYNC.get(AttemptStatus(attempt.status), LONGEST_WAIT) * 2 ** min(attempt.looks, 12)
    Attempt.objects.filter(pk=attempt.pk).update(
        due_at=now() + min(wait, LONGEST_WAIT), looks=attempt.looks + 1
    )


def leave_to_others(attempt: Attempt) -> None:
    """Not this process's to decide: in a minute another one may take it, as if nobody had looked.

    Behind what is due by then, so that it keeps nothing waiting while no process has its key.
    """
    Attempt.objects.filter(pk=attempt.pk).update(due_at=now() + datetime.timedelta(minutes=1))


def nothing_left(attempt: Attempt) -> None:
    """The books agree: no worker has to look, until something happens."""
    Attempt.objects.filter(pk=attempt.pk, status=attempt.status, due_at=attempt.due_at).update(
        due_at=None, looks=0
    )


def look_at_test_payments(channel_pk: int) -> None:
    """A channel has gone live: what test keys have charged there may not become an order (M12)."""
    Attempt.objects.filter(
        channel_pk=channel_pk,
        status=AttemptStatus.APPROVED,
        balance__gt=0,
        merchant__client_key__startswith="test_",
    ).update(due_at=now(), looks=0)


def due() -> QuerySet[Attempt]:
    """Those that a worker is to look at; windows that nobody may ever pay come last."""
    idle = Q(status__in=(AttemptStatus.OPEN, AttemptStatus.SUPERSEDED))
    rows = Attempt.objects.filter(due_at__lte=now())
    return rows.annotate(idle=Case(When(idle, then=1), default=0)).order_by("idle", "due_at")
