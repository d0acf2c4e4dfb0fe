"""When a worker looks at an attempt: soon after a change, then ever more seldom."""

from __future__ import annotations

import datetime
import logging

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import QuerySet

from ...clock import now
from ...models import Attempt, AttemptStatus

logger = logging.getLogger(__name__)

IDLE = (AttemptStatus.OPEN, AttemptStatus.SUPERSEDED)
"""No confirm of theirs can be under way: as far as anybody knows they hold no money."""
FIRST_SYNC = {
    AttemptStatus.OPEN: datetime.timedelta(minutes=5),
    AttemptStatus.SUPERSEDED: datetime.timedelta(minutes=5),
    AttemptStatus.UNKNOWN: datetime.timedelta(minutes=1),
    AttemptStatus.APPROVED: datetime.timedelta(minutes=2),
    AttemptStatus.REFUNDING: datetime.timedelta(minutes=1),
}
"""How long after its last change a worker looks at an attempt; each look doubles the wait."""
LONGEST_WAIT = datetime.timedelta(hours=6)


_MARGIN = datetime.timedelta(minutes=1)
"""Our clock and Toss's."""


def first_sync(attempt: Attempt) -> datetime.datetime | None:
    """When a worker is to look at an attempt that has just come to its status.

    At a guest's window for which there is no payment so far: once, when a 404 ends it (M22). Those
    whose buyer came back with a payment are looked at soon all the same (`returned`).
    """
    wait = FIRST_SYNC.get(AttemptStatus(attempt.status))
    if wait is None:
        return None
    if attempt.status in IDLE and attempt.customer.is_guest and not attempt.payment_key:
        return max(attempt.opened_at + Attempt.WINDOW_ENDS, now()) + _MARGIN
    return now() + wait


_RETURN_ENDS = datetime.timedelta(minutes=2)
"""Longer than the hook that a buyer's return has called."""
_CANDIDATES = 2000


def returned(attempt: Attempt) -> None:
    """A guest has come back with a payment. Whatever is rolled back, this stays in the cache."""
    if not attempt.customer.is_guest:
        return
    try:
        cache.set(_returned(attempt.pk), now().isoformat(), Attempt.WINDOW_ENDS.total_seconds())
    except Exception:
        logger.warning("the cache failed; a return is not noted", exc_info=True)


def wake_returned() -> None:
    """Make those due whose return was rolled back: a worker that died after Toss had approved."""
    waiting = Attempt.objects.filter(
        status__in=IDLE,
        customer__is_guest=True,
        opened_at__gt=now() - Attempt.WINDOW_ENDS,
        due_at__gt=now(),
    )
    pks = list(waiting.order_by("-opened_at").values_list("pk", flat=True)[:_CANDIDATES])
    try:
        found = cache.get_many(map(_returned, pks)) if pks else {}
        over = (now() - _RETURN_ENDS).isoformat()
        woken = [pk for pk in pks if found.get(_returned(pk), "~") < over]
        if woken:
            Attempt.objects.filter(pk__in=woken, status__in=IDLE).update(due_at=now())
            cache.delete_many(map(_returned, woken))
    except DatabaseError:
        raise
    except Exception:
        logger.warning("the cache failed; returns are found when the window ends", exc_info=True)


def _returned(pk: int) -> str:
    return f"saleor_brandpay:returned:{pk}"


def first_look_at_charge() -> datetime.datetime:
    """A charge follows its opening at once: what a dead worker has left of it is found soon.

    UNCERTAIN: whether an auto payment sends a webhook.
    """
    return now() + FIRST_SYNC[AttemptStatus.APPROVED]


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
    if attempt.due_at is not None:
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
    """Those that a worker is to look at, the longest due first."""
    return Attempt.objects.filter(due_at__lte=now()).order_by("due_at")
