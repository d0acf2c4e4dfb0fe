"""Whatever request Saleor answers, of Brandpay or not, shows where the shop is: once a minute.

By PUBLIC_URL only. The site's domain stands in the database, a copy's too: there it takes a hook of
Brandpay's (`sightings.seen_here`), so that no bot wakes the workers of a snapshot.
"""

from __future__ import annotations

import datetime
import logging

from django.db import DatabaseError
from django.db.models import Q

from ...clock import now
from ...models import Installation
from . import frozen, place
from .sightings import EVERY

logger = logging.getLogger(__name__)


class _Process:
    wrote_at: datetime.datetime | None = None


def forget() -> None:
    """Begin anew, as a new process."""
    _Process.wrote_at = None


def request_started(*_: object, **__: object) -> None:
    """Write down that the shop is served where this process is. Nobody's request fails by it."""
    place.serves()
    this = now()
    if _Process.wrote_at and abs(this - _Process.wrote_at) < EVERY:
        return
    _Process.wrote_at = this
    try:
        _write(this)
    except DatabaseError as error:
        logger.warning("it could not be written down where the shop is: %s", error)


def _write(this: datetime.datetime) -> None:
    here = place.here()
    if here.address is None or not place.is_named():
        return
    rows = [row for row in Installation.objects.all() if frozen.compared(row, here) is None]
    ours = Installation.objects.filter(pk__in=[row.pk for row in rows])
    if any(not row.address for row in rows):
        ours.filter(address="").update(address=here.address)
    ours.filter(Q(served_at=None) | Q(served_at__lte=this - EVERY)).update(served_at=this)
