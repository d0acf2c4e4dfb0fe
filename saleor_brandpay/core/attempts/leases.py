"""Who works on a row: a lease that is taken in one short commit and ends by itself (M13)."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from ...clock import monotonic, now, sleep
from ...conf import conf

LEASE = datetime.timedelta(minutes=3)
"""Longer than any one piece of work: two hooks' deadlines and the waiting for Saleor's locks."""

PAUSE = 0.05
"""Seconds between two looks for a row that is waited for."""


def of_hook() -> datetime.timedelta:
    """For a hook, whose deadline is short: a buyer must not wait for one that has died."""
    return datetime.timedelta(seconds=conf.deadline + 12)


RowT = TypeVar("RowT", bound=models.Model)


def take(rows: QuerySet[RowT], limit: int = 1, lease: datetime.timedelta = LEASE) -> list[RowT]:
    """Take up to `limit` rows that nobody else works on; `rows` is over a model with a lease."""
    moment = now()
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
        taken = list(rows.filter(free).select_for_update(skip_locked=True, of=("self",))[:limit])
        until = moment + lease
        pks = [row.pk for row in taken]
        rows.model._default_manager.filter(pk__in=pks).update(claimed_until=until)
    for row in taken:
        row.claimed_until = until  # type: ignore[attr-defined]
    return taken


def wait(rows: QuerySet[RowT], seconds: float, lease: datetime.timedelta) -> RowT | None:
    """Take one row, waiting so long for whoever works on it; None when it cannot be had."""
    end = monotonic() + seconds
    while True:
        taken = take(rows, lease=lease)
        if taken:
            return taken[0]
        if monotonic() >= end:
            return None
        sleep(PAUSE)


def release(row: models.Model, **values: object) -> None:
    """Let go of a row, unless the lease has passed to somebody else; `values` are kept even so."""
    until = row.claimed_until  # type: ignore[attr-defined]
    rows = type(row)._default_manager.filter(pk=row.pk)
    if not values:
        rows.filter(claimed_until=until).update(claimed_until=None)
        return
    ours = When(claimed_until=until, then=Value(None))
    rows.update(claimed_until=Case(ours, default=F("claimed_until")), **values)
