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

from ...api.deadline import Deadline
from ...clock import now
from ...models import Attempt, Charge, Debtor
from ..attempts import order_ids
from ..shop import Office
from ..sync.recover_attempt import rebuild

logger = logging.getLogger(__name__)

CHARGED = "chargedMethodId"
"""Where an attempt notes, beside the storefront's wish, which method may have been charged."""
FIRST_LOOK = datetime.timedelta(minutes=2)
"""Two hooks' deadlines are over by then."""
GIVEN_UP = datetime.timedelta(minutes=65)
"""A request that Toss has not heard of by then was never sent."""


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


def find(debtor: Debtor, number: int) -> Charge | None:
    """What was noted of this attempt before, under whichever encryption key."""
    return Charge.objects.filter(order_id__in=order_ids.every(debtor, number)).first()


def due() -> QuerySet[Charge]:
    return Charge.objects.filter(due_at__lte=now()).order_by("due_at")


def look(note: Charge, office: Office, deadline: Deadline) -> None:
    """Forget the note once an attempt stands for it; make that anew if Toss shows a payment."""
    note.due_at = now() + FIRST_LOOK
    note.save(update_fields=["due_at"])
    if not Attempt.objects.filter(order_id=note.order_id).exists():
        try:
            made = rebuild(note.order_id, office, deadline)
        except Exception:
            # Whatever it is, it must not hold up what is due behind it.
            logger.exception("charge %s cannot be looked up yet", note.order_id)
            return
        if made is None and now() - note.noted_at < GIVEN_UP:
            return
    note.delete()
