"""How far the work behind the requests has fallen behind: for the doctor and for telemetry."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet

from . import watch
from .clock import now
from .core.attempts import schedule
from .core.installation import frozen
from .core.webhooks import inbox
from .due import due_attempts
from .watch import Backlog

logger = logging.getLogger(__name__)

LATE = datetime.timedelta(minutes=10)
"""A sweep comes every minute and hands out hundreds of rows."""


def measure() -> Backlog:
    """Of a frozen installation nothing is due."""
    since = now() - LATE
    # Windows have an index of their own.
    payments = [
        due_attempts().filter(status__in=schedule.IDLE),
        due_attempts().exclude(status__in=schedule.IDLE),
    ]
    events = [inbox.due()] if frozen.in_force() else []
    return Backlog(
        late=sum(rows.filter(due_at__lt=since).count() for rows in [*payments, *events]),
        event_lag=max(map(_lag, events), default=0),
        payment_lag=max(map(_lag, payments)),
        parked=inbox.parked().count(),
    )


def tell() -> None:
    """At each sweep, where somebody measures."""
    if not watch.spans:
        return
    try:
        watch.tell(measure())
    except DatabaseError:
        # A count that takes too long stops no sweep.
        logger.warning("the backlog was not measured", exc_info=True)


def _lag(rows: QuerySet[Any]) -> int:
    oldest = rows.order_by("due_at").values_list("due_at", flat=True).first()
    return max(int((now() - oldest).total_seconds()), 0) if oldest else 0
