"""How far the work behind the requests has fallen behind: for the doctor and for telemetry."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .clock import now
from .core.attempts import schedule
from .core.installation import frozen
from .core.webhooks import inbox
from .due import due_attempts


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    late: int
    """Events and payments that have been due for longer than asked."""
    event_lag: int
    """Seconds for which the oldest event has been due; 0: none is."""
    payment_lag: int
    """The same of payments."""


def measure(late: datetime.timedelta) -> Backlog:
    """Of a frozen installation nothing is due."""
    since = now() - late
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
    )


def _lag(rows: QuerySet[Any]) -> int:
    oldest = rows.order_by("due_at").values_list("due_at", flat=True).first()
    return max(int((now() - oldest).total_seconds()), 0) if oldest else 0
