"""A charge inside Saleor's transaction is noted in another one: the worker may die in the first.

No webhook tells of a charge without a window (as far as anybody knows), and our attempt is rolled
back with everything else. The sweep finds the note and makes the attempt anew (M4).
"""

from __future__ import annotations

import datetime
import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from django.db.models import QuerySet

from ...clock import now
from ...models import Charge, PaymentReference
from ..attempts import order_ids

logger = logging.getLogger(__name__)

CHARGED = "chargedMethodId"
"""Where an attempt notes, beside the storefront's data, which method may have been charged."""
FIRST_LOOK = datetime.timedelta(minutes=2)
"""Two hooks' deadlines are over by then."""


def keep(order_id: str) -> None:
    """Note that a charge is about to be sent; only where our own row may yet be rolled back."""
    if not connection.in_atomic_block:
        return
    # A thread has a connection of its own, which commits at once.
    with ThreadPoolExecutor(1) as other:
        other.submit(_keep, order_id).result()


def _keep(order_id: str) -> None:
    try:
        note = Charge(order_id=order_id, noted_at=now(), due_at=now() + FIRST_LOOK)
        Charge.objects.bulk_create(
            [note], update_conflicts=True, unique_fields=["order_id"], update_fields=["due_at"]
        )
    finally:
        connections.close_all()


def find(reference: PaymentReference, number: int) -> Charge | None:
    """What was noted of this attempt before, under whichever encryption key."""
    return Charge.objects.filter(order_id__in=order_ids.every(reference, number)).first()


def due() -> QuerySet[Charge]:
    return Charge.objects.filter(due_at__lte=now()).order_by("due_at")
