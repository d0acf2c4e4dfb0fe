"""A charge whose record was rolled back is looked up at Toss (M4)."""

from __future__ import annotations

import datetime
import logging

from ...api.deadline import Deadline
from ...clock import now
from ...models import Attempt, Charge
from ..confirm.charge_log import FIRST_LOOK
from ..shop import Shop
from .recover_attempt import recover_attempt

logger = logging.getLogger(__name__)

GIVEN_UP = datetime.timedelta(minutes=65)
"""A request that Toss has not heard of by then was never sent."""


def recover_charge(note: Charge, shop: Shop, deadline: Deadline) -> None:
    """Forget the note once an attempt stands for it; make that anew if Toss shows a payment."""
    note.due_at = now() + FIRST_LOOK
    note.save(update_fields=["due_at"])
    if not Attempt.objects.filter(order_id=note.order_id).exists():
        try:
            made = recover_attempt(note.order_id, shop, deadline)
        except Exception:
            # Whatever it is, it must not hold up what is due behind it.
            logger.exception("charge %s cannot be looked up yet", note.order_id)
            return
        if made is None and now() - note.noted_at < GIVEN_UP:
            return
    note.delete()
