"""Refunds that people should know of: they were not made, or nobody knows what came of them."""

from __future__ import annotations

import datetime

from django.db.models import F, QuerySet

from ...clock import now
from ...models import Refund, RefundStatus
from ..installation import frozen

SHOWN = datetime.timedelta(days=14)
"""For so long a refusal is told; staff may have settled it with the customer in another way."""
LATE = datetime.timedelta(minutes=10)
"""Until then a worker has looked at an unknown one more than once."""


def refused() -> QuerySet[Refund]:
    """Those since which nothing was given back of the payment, here or in the Toss console; the
    newest first."""
    rows = Refund.objects.filter(
        status=RefundStatus.REFUSED,
        created_at__gt=now() - SHOWN,
        attempt__balance__gte=F("expected_balance"),
    )
    return _ours(rows).order_by("-created_at")


def unknown() -> QuerySet[Refund]:
    rows = Refund.objects.filter(status=RefundStatus.UNKNOWN, created_at__lt=now() - LATE)
    return _ours(rows).order_by("created_at")


def _ours(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    return frozen.without_frozen(rows, "attempt__merchant__installation").select_related("attempt")
