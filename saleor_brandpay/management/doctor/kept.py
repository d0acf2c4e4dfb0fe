"""What the doctor found last: many may read it, and it counts rows of large tables."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db import OperationalError, connections, router, transaction

from ... import sweeping
from ...clock import now
from ...models import Attempt
from .. import doctor
from .finding import Finding

EVERY = 300
"""Seconds for which it is not asked again."""
_DAY = 24 * 3600
_LIMIT = 5000
"""Milliseconds that one of its questions may take a page's request."""
_FOUND, _MARK = "saleor_brandpay:doctor", "saleor_brandpay:doctor-at-work"


@dataclass(frozen=True, slots=True)
class Kept:
    at: datetime.datetime
    findings: list[Finding]
    """Without what is for the terminal only."""


def examined() -> list[Finding]:
    """Everything, Toss not asked; kept for whoever asks next."""
    found = doctor.examine()
    shareable = [replace(one, text=one.shareable, hidden="") for one in found]
    sweeping.safely(lambda: cache.set(_FOUND, Kept(now(), shareable), _DAY))
    return found


def last() -> Kept | None:
    """What was found at most `EVERY` seconds ago, by the sweep or by this. While others look, or
    where a look does not come to its end, what is known from before; None: nothing."""
    kept: Kept | None = sweeping.safely(lambda: cache.get(_FOUND))
    is_new = kept is not None and (now() - kept.at).total_seconds() < EVERY
    if is_new or not sweeping.safely(lambda: cache.add(_MARK, 1, 60), failed=True):
        return kept
    try:
        with transaction.atomic(), connections[router.db_for_write(Attempt)].cursor() as cursor:
            cursor.execute("set local statement_timeout = %s", [_LIMIT])
            found = examined()
    except OperationalError:
        return kept
    sweeping.safely(lambda: cache.delete(_MARK))
    return Kept(now(), [replace(one, text=one.shareable, hidden="") for one in found])
