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
from ..refunds.automatic_refund import refund_in_full
from ..shop import Shop
from ..shop_records import BookingStatus
from .charge_log import CHARGED
from .confirm import UNDER_WAY, record_read_back
from .read_back import ReadBack, Seen, read

JUST_NOW = datetime.timedelta(seconds=10)
"""Longer than the shop takes to count an approval."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherAttempts:
    adopted: Attempt | None = None
    """An approval that pays this very debt: no money needs to move."""
    problem: Problem | None = None


def settle_others(
    debt: Debt,
    others: list[Attempt],
    shop: Shop,
    deadline: Deadline,
    *,
    before_confirm: bool,
) -> OtherAttempts:
    """Read back every other attempt that Toss has not closed.

    An approval that pays the debt exactly is adopted, any other one that nobody can book is
    refunded. Before a confirm nothing may stay unread; a mere window may open meanwhile.
    """
    adopted: tuple[Attempt, ReadBack] | None = None
    for attempt in others:
        if attempt.is_transaction:
            problem = _settle_transaction(debt, attempt, shop, deadline, strict=before_confirm)
        elif attempt.status == AttemptStatus.APPROVED and not _is_loose(attempt, shop):
            problem = _settle_booked(debt, attempt, shop, deadline)
        elif attempt.status == AttemptStatus.REFUNDING:
            problem = _give_back(attempt, shop, deadline)
        else:
            read_back = read_attempt(attempt, deadline)
            if read_back.seen is Seen.APPROVED and adopted is None and pays(attempt, debt):
                adopted, problem = (attempt, read_back), None
            else:
                problem = _settle_open(attempt, read_back, shop, deadline, strict=before_confirm)
        if problem:
            return OtherAttempts(problem=problem)
    if adopted is None:
        return OtherAttempts()
    # Written only now: a problem on the way would leave an approval that nobody was told of.
    record_read_back(*adopted)
    return OtherAttempts(adopted=adopted[0])


def _is_loose(attempt: Attempt, shop: Shop) -> bool:
    """Approved by our rows, but not in the shop's books."""
    return (
        shop.payment(attempt.reference).booking_status(attempt.payment_key)
        is BookingStatus.UNBOOKED
    )


def pays(attempt: Attempt, debt: Debt) -> bool:
    return attempt.amount == debt.amount == debt.owed


def is_under_way(attempt: Attempt) -> bool:
    sent = attempt.confirm_sent_at
    return attempt.status == AttemptStatus.UNKNOWN and sent is not None and now() - sent < UNDER_WAY


def may_be_charged(attempt: Attempt, read_back: ReadBack) -> bool:
    """A stored method whose charge Toss knows of and has not ended: it may still be taken (M3)."""
    unknown = attempt.status == AttemptStatus.UNKNOWN
    return unknown and CHARGED in attempt.storefront_data and read_back.payment is not None


def read_attempt(attempt: Attempt, deadline: Deadline) -> ReadBack:
    """What Toss shows of an attempt; unreadable when its merchant's key is."""
    try:
        return read(attempt, merchants.client(attempt.merchant), deadline)
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be decrypted", attempt.merchant_id)
        return ReadBack(seen=Seen.UNREADABLE)


def _settle_booked(debt: Debt, attempt: Attempt, shop: Shop, deadline: Deadline) -> Problem | None:
    if attempt.balance == 0:
        return None
    if attempt.reference == debt.reference:
        return CHECKING
    if shop.payment(attempt.reference).booking_status(attempt.payment_key) is BookingStatus.ORDERED:
        return None
    return _give_back(attempt, shop, deadline)


def _settle_open(
    attempt: Attempt, read_back: ReadBack, shop: Shop, deadline: Deadline, *, strict: bool
) -> Problem | None:
    if read_back.seen is Seen.CLOSED:
        record_read_back(attempt, read_back)
    elif read_back.seen is Seen.UNAPPROVED:
        if is_under_way(attempt) or may_be_charged(attempt, read_back):
            return CHECKING
        states.to_superseded(attempt)
    elif read_back.seen is Seen.UNREADABLE:
        if strict or attempt.status == AttemptStatus.UNKNOWN:
            return CHECKING
        states.to_superseded(attempt)
    elif read_back.payment:
        states.to_refunding(attempt, read_back.payment, read_back.code or "NOT_NEEDED")
        return _give_back(attempt, shop, deadline)
    return None


def _is_fresh(attempt: Attempt, debt: Debt) -> bool:
    """Booked after the hook has asked what the checkout owes, perhaps."""
    return attempt.checked_at is not None and attempt.checked_at > debt.asked_at - JUST_NOW


def _settle_transaction(
    debt: Debt, attempt: Attempt, shop: Shop, deadline: Deadline, *, strict: bool
) -> Problem | None:
    """One of the other API: a worker books or refunds it, under its own locks (M13)."""
    if attempt.status == AttemptStatus.REFUNDING:
        return BEING_REFUNDED
    if attempt.status == AttemptStatus.APPROVED:
        is_counted = not _is_loose(attempt, shop) and shop.counts_all_charges(attempt.reference)
        return None if is_counted and not _is_fresh(attempt, debt) else CHECKING
    read_back = read_attempt(attempt, deadline)
    if read_back.seen in (Seen.APPROVED, Seen.WRONG) and read_back.payment:
        if read_back.seen is Seen.WRONG or attempt.status == AttemptStatus.SUPERSEDED:
            states.to_refunding(attempt, read_back.payment, read_back.code or "NOT_NEEDED")
            return BEING_REFUNDED
        record_read_back(attempt, read_back)
        return CHECKING
    return _settle_open(attempt, read_back, shop, deadline, strict=strict)


def _give_back(attempt: Attempt, shop: Shop, deadline: Deadline) -> Problem | None:
    try:
        refunded = refund_in_full(attempt, merchants.client(attempt.merchant), deadline, shop)
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be decrypted", attempt.merchant_id)
        refunded = False
    return None if refunded else BEING_REFUNDED
