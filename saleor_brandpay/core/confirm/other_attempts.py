"""What the other attempts of a source show at Toss, and what may still be under way (M1, M3)."""

from __future__ import annotations

import logging

from ...api.deadline import Deadline
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from .outcome import UNDER_WAY
from .read_back import ReadBack, Seen, read

logger = logging.getLogger(__name__)

ELSEWHERE = "KEY_ELSEWHERE"
"""Only a process with another encryption key can ask Toss: nothing is decided here (M20)."""


def is_under_way(attempt: Attempt) -> bool:
    """Whether Toss may still be working on its confirm."""
    sent = attempt.confirm_sent_at
    return attempt.status == AttemptStatus.UNKNOWN and sent is not None and now() - sent < UNDER_WAY


def may_be_charged(attempt: Attempt, read_back: ReadBack) -> bool:
    """A stored method whose charge Toss knows of and has not ended: it may still be taken (M3)."""
    unknown = attempt.status == AttemptStatus.UNKNOWN
    return unknown and bool(attempt.method_id) and read_back.payment is not None


def read_attempt(attempt: Attempt, deadline: Deadline) -> ReadBack:
    """What Toss shows of an attempt; unreadable, by its code, when its merchant's key is."""
    try:
        return read(attempt, merchants.client(attempt.merchant), deadline)
    except Unreadable:
        logger.warning("attempt %s is left alone", attempt.order_id, exc_info=True)
        return ReadBack(seen=Seen.UNREADABLE, code=ELSEWHERE)
