"""Webhooks that workers could not process, and that wait for a person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ....clock import now
from ....core.reconcile.report.as_text import moment
from ....core.webhooks import inbox
from ....models import Event
from ..asked import Asked, Pages, Reader


def values(reader: Reader, asked: Asked) -> dict[str, Any]:
    parked = _seen(inbox.parked(), reader)
    pages = Pages.of(asked, parked.count())
    rows = parked.defer("body", "headers").order_by("received_at", "pk")[pages.slice]
    return {
        "pages": pages,
        "waiting": _seen(inbox.waiting(), reader).count(),
        "events": [
            {
                "pk": event.pk,
                "at": moment(event.received_at),
                "days": (now() - event.received_at).days,
                "type": event.event_type,
                "tries": event.tries,
                "why": event.error or event.outcome,
            }
            for event in rows
        ],
    }


def _seen(rows: QuerySet[Event], reader: Reader) -> QuerySet[Event]:
    return rows if reader.channel_pks is None else rows.filter(channel_pk__in=reader.channel_pks)
