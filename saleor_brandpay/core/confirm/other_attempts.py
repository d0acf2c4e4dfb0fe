"""One debt per source: what became of all its other attempts (M1)."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from ...api.deadline import Deadline
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import states
from ..attempts.source import Debt
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problems import BEING_REFUNDED, CHECKING, Problem
from ..refunds.automatic_refund import give_back
from ..shop import Desk, Standing
from .charge_log import CHARGED
from .confirm import UNDER_WAY, settle
from .read_back import Seen, Sight, read

JUST_NOW = datetime.timedelta(seconds=10)
"""Longer than the shop takes to count an approval."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Others:
    adopted: Attempt | None = None
    """An approval that pays this very debt: no money needs to move."""
    problem: Problem | None = None


def settle_others(
    debt: Debt,
    others: list[Attempt],
    desk: Desk,
    deadline: Deadline,
    *,
    before_confirm: bool,
) -> Others:
    """Read back every other attempt that Toss has not closed.

    An approval that pays the debt exactly is adopted, any other one that nobody can book is
    refunded. Before a confirm nothing may stay unread; a mere window may open meanwhile.
    """
    adopted: tuple[Attempt, Sight] | None = None
    for attempt in others:
        if attempt.is_transaction:
            problem = _settle_transaction(debt, attempt, desk, deadline, strict=before_confirm)
        elif attempt.status == AttemptStatus.APPROVED and not _is_loose(attempt, desk):
            problem = _settle_booked(debt, attempt, desk, deadline)
        elif attempt.status == AttemptStatus.REFUNDING:
            problem = _give_back(attempt, desk, deadline)
        else:
            sight = look(attempt, deadline)
            if sight.seen is Seen.APPROVED and adopted is None and pays(attempt, debt):
                adopted, problem = (attempt, sight), None
            else:
                problem = _settle_open(attempt, sight, desk, deadline, strict=before_confirm)
        if problem:
            return Others(problem=problem)
    if adopted is None:
        return Others()
    # Written only now: a problem on the way would leave an approval that nobody was told of.
    settle(*adopted)
    return Others(adopted=adopted[0])


def _is_loose(attempt: Attempt, desk: Desk) -> bool:
    """Approved by our rows, but not in the shop's books."""
    return desk.standing(attempt.debtor, attempt.payment_key) is Standing.UNBOOKED


def pays(attempt: Attempt, debt: Debt) -> bool:
    return attempt.amount == debt.amount == debt.owed


def is_under_way(attempt: Attempt) -> bool:
    sent = attempt.confirm_sent_at
    return attempt.status == AttemptStatus.UNKNOWN and sent is not None and now() - sent < UNDER_WAY


def may_be_charged(attempt: Attempt, sight: Sight) -> bool:
    """A stored method whose charge Toss knows of and has not ended: it may still be taken (M3)."""
    unknown = attempt.status == AttemptStatus.UNKNOWN
    return unknown and CHARGED in attempt.wish and sight.payment is not None


def look(attempt: Attempt, deadline: Deadline) -> Sight:
    """What Toss shows of an attempt; unreadable when its merchant's key is."""
    try:
        return read(attempt, merchants.client(attempt.merchant), deadline)
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be decrypted", attempt.merchant_id)
        return Sight(seen=Seen.UNREADABLE)


def _settle_booked(debt: Debt, attempt: Attempt, desk: Desk, deadline: Deadline) -> Problem | None:
    if attempt.balance == 0:
        return None
    if attempt.debtor == debt.debtor:
        return CHECKING
    if desk.standing(attempt.debtor, attempt.payment_key) is Standing.ORDERED:
        return None
    return _give_back(attempt, desk, deadline)


def _settle_open(
    attempt: Attempt, sight: Sight, desk: Desk, deadline: Deadline, *, strict: bool
) -> Problem | None:
    if sight.seen is Seen.CLOSED:
        settle(attempt, sight)
    elif sight.seen is Seen.UNAPPROVED:
        if is_under_way(attempt) or may_be_charged(attempt, sight):
            return CHECKING
        states.to_superseded(attempt)
    elif sight.seen is Seen.UNREADABLE:
        if strict or attempt.status == AttemptStatus.UNKNOWN:
            return CHECKING
        states.to_superseded(attempt)
    elif sight.payment:
        states.to_refunding(attempt, sight.payment, sight.code or "NOT_NEEDED")
        return _give_back(attempt, desk, deadline)
    return None


def _is_fresh(attempt: Attempt, debt: Debt) -> bool:
    """Booked after the hook has asked what the checkout owes, perhaps."""
    return attempt.checked_at is not None and attempt.checked_at > debt.asked_at - JUST_NOW


def _settle_transaction(
    debt: Debt, attempt: Attempt, desk: Desk, deadline: Deadline, *, strict: bool
) -> Problem | None:
    """One of the other API: a worker books or refunds it, under its own locks (M13)."""
    if attempt.status == AttemptStatus.REFUNDING:
        return BEING_REFUNDED
    if attempt.status == AttemptStatus.APPROVED:
        is_counted = not _is_loose(attempt, desk) and desk.counts(attempt.debtor)
        return None if is_counted and not _is_fresh(attempt, debt) else CHECKING
    sight = look(attempt, deadline)
    if sight.seen in (Seen.APPROVED, Seen.WRONG) and sight.payment:
        if sight.seen is Seen.WRONG or attempt.status == AttemptStatus.SUPERSEDED:
            states.to_refunding(attempt, sight.payment, sight.code or "NOT_NEEDED")
            return BEING_REFUNDED
        settle(attempt, sight)
        return CHECKING
    return _settle_open(attempt, sight, desk, deadline, strict=strict)


def _give_back(attempt: Attempt, desk: Desk, deadline: Deadline) -> Problem | None:
    try:
        given = give_back(attempt, merchants.client(attempt.merchant), deadline, desk)
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be decrypted", attempt.merchant_id)
        given = False
    return None if given else BEING_REFUNDED
