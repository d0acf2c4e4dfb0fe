"""A worker syncs one attempt: whatever Toss has done gets into the shop's records, once.

Webhooks, the periodic sweep and reconciling all come here. Toss is read without locks; then the
shop's rows are locked, then ours, and everything starts over if the attempt changed meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from ... import watch
from ...api.deadline import Deadline
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import leases, queries, schedule
from ..installation import moved, words
from ..installation.frozen import why_frozen
from ..shop import Busy, Shop
from . import unsent_requests
from .look import look
from .result import NOT_ASKED, SyncResult, SyncStatus, stuck, waiting, was_no_look
from .run import Run

logger = logging.getLogger(__name__)

ROUNDS = 6
"""Changes that one run goes along with; each but the last was somebody's progress."""


def sync_attempt(
    attempt_pk: int,
    shop: Shop,
    deadline: Deadline,
    *,
    trusting: bool = False,
    payment_key: str = "",
    leased: bool = False,
) -> SyncResult:
    """Bring one attempt as far as it can be brought now.

    `trusting`: an approval that the shop has made an order of is not read at Toss once more.
    `payment_key`: a payment that somebody says was made under this order id; looked at, no more.
    `leased`: the caller has leased the attempt.
    """
    run = Run(shop=shop, deadline=deadline, hint=payment_key)
    rows = queries.all_attempts().filter(pk=attempt_pk)
    if leased:
        return _sync(rows.get(), run, trusting=trusting, asked=True)
    claimed = leases.take(rows)
    return _sync_claimed(claimed[0], run, trusting=trusting) if claimed else _HELD_BY_ANOTHER


def sync_order_id(
    order_id: str, shop: Shop, deadline: Deadline, payment_key: str
) -> SyncResult | None:
    """The same of the attempt that has this order id, by a worker; None when there is none."""
    rows = queries.all_attempts().filter(order_id=order_id)
    if claimed := leases.take(rows):
        return _sync_claimed(claimed[0], Run(shop=shop, deadline=deadline, hint=payment_key))
    return _HELD_BY_ANOTHER if rows.exists() else None


_HELD_BY_ANOTHER = SyncResult(end=SyncStatus.BUSY, text="somebody else works on it just now")


def _sync_claimed(attempt: Attempt, run: Run, *, trusting: bool = False) -> SyncResult:
    try:
        with moved.unasked():
            return _sync(attempt, run, trusting=trusting, asked=False)
    finally:
        leases.release(attempt)


def _sync(attempt: Attempt, run: Run, *, trusting: bool, asked: bool) -> SyncResult:
    try:
        return _rounds(attempt, run, trusting=trusting, asked=asked)
    except Busy:
        return SyncResult(end=SyncStatus.BUSY, text=_HELD_BY_SHOP)


def isolated(attempt_pk: int, work: Callable[[], SyncResult]) -> SyncResult:
    """Whatever goes wrong with one attempt must not hold up those behind it."""
    try:
        return work()
    except Exception as error:
        logger.exception("attempt %s could not be synced", attempt_pk)
        for attempt in Attempt.objects.filter(pk=attempt_pk, due_at__lte=now()):
            schedule.sync_again(attempt)
        return stuck(f"it could not be worked on: {type(error).__name__} (see the log)")


_HELD_BY_SHOP = "the shop holds its checkout or payment just now"


def _held(attempt: Attempt, *, first: bool, asked: bool) -> SyncResult | None:
    """Why it is left alone, for as long as no person has said which shop this is (M19).

    `asked`: a buyer waits for it, whom an automatic refund is made for at once.
    """
    frozen = why_frozen(attempt.merchant.installation) if first else None
    if frozen:
        return waiting(f"frozen: {words.short(frozen)}")
    if not asked and attempt.status == AttemptStatus.REFUNDING and moved.waits_for_a_word():
        return waiting("the database is another one: automatic refunds wait for brandpay_moved")
    return None


def _rounds(attempt: Attempt, run: Run, *, trusting: bool, asked: bool) -> SyncResult:
    result = None
    for number in range(ROUNDS):
        if number:
            attempt = queries.all_attempts().get(pk=attempt.pk)
        held = _held(attempt, first=not number, asked=asked)
        if held:
            return held
        result = look(attempt, run, trusting=trusting)
        if result:
            if was_no_look(result):
                # It stays due, and a sweep takes it up when Toss answers.
                return NOT_ASKED
            result = unsent_requests.answer_unsent(attempt, run.shop, result)
            _put_off(attempt, result)
            return result
        # Something has moved at Toss or here: now it must be seen.
        trusting = False
    return waiting("it changes faster than it can be synced")


def _put_off(attempt: Attempt, result: SyncResult) -> None:
    if result.end is SyncStatus.SETTLED:
        schedule.nothing_left(attempt)
        return
    if result.end is SyncStatus.ELSEWHERE:
        schedule.leave_to_others(attempt)
        logger.warning("attempt %s is left alone: %s", attempt.order_id, result.text)
        return
    schedule.sync_again(attempt)
    if result.end is SyncStatus.STUCK:
        logger.error("payment %s: a person has to look: %s", attempt.order_id, result.text)
        watch.tell(
            watch.PersonNeeded(code="payments_stuck", about=attempt.order_id, text=result.text)
        )
