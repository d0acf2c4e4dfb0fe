"""Months of settlements: for how long they are kept."""

from __future__ import annotations

from django.db.models import QuerySet

from ...api.fields import KST
from ...clock import now
from ...models import SettledLine, SettledMonth

MONTHS = 24
"""That are kept, the present one in Korea included."""


def oldest() -> str:
    """The first of them, such as 2026-01."""
    today = now().astimezone(KST)
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return f"{year}-{month + 1:02}"


def old() -> QuerySet[SettledMonth]:
    """Those before."""
    return SettledMonth.objects.filter(month__lt=oldest())


def forget() -> int:
    """Delete them with their lines; how many."""
    SettledLine.objects.filter(month__in=old()).delete()
    return old().delete()[0]
