"""A worker looks after one attempt: whatever Toss has done gets into the shop's books, once.

Webhooks, the periodic sweep and reconciling all come here. Toss is read without locks; then the
shop's rows are locked, then ours, and everything starts over if the attempt changed meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.payment import Payment
from ...clock import now
from ...models import Attempt, AttemptStatus
from ..attempts import leases, queries, schedule, states
from ..confirm.confirm import settle
from ..confirm.read_back import Seen, Sight, read
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..shop import Busy, Office, Standing
from . import unbookable, unsent_requests
from .approved import look_after, no_order_yet
from .result import End, Followed, settled, stuck, waiting

logger = logging.getLogger(__name__)

ROUNDS = 6
"""Changes that one visit goes along with; each but the last was somebody's progress."""


def follow(
    attempt_pk: int,
    office: Office,
    deadline: Deadline,
    *,
    trusting: bool = False,
    payment_key: str = "",
) -> Followed:
    """Bring one attempt as far as it can be brought now.

    `trusting`: an approval that the shop has made an order of is not read at Toss once more.
    `payment_key`: a payment that somebody says was made under this order id; looked at, no more.
    """
    claimed = leases.claim(Attempt.objects.filter(pk=attempt_pk))
    if not claimed:
        return Followed(end=End.BUSY, text="somebody else works on it just now")
    try:
        visit = _Visit(office=office, deadline=deadline, hint=payment_key)
        followed = _rounds(attempt_pk, visit, trusting=trusting)
    except Busy:
        followed = Followed(end=End.BUSY, text=_HELD_BY_SHOP)
    finally:
        leases.release(claimed[0])
    return followed


def one_of_many(attempt_pk: int, work: Callable[[], Followed]) -> Followed:
    """Whatever goes wrong with one attempt must not hold up those behind it."""
    try:
        return work()
    except Exception as error:
        logger.exception("attempt %s could not be followed", attempt_pk)
        for attempt in Attempt.objects.filter(pk=attempt_pk, due_at__lte=now()):
            schedule.look_again(attempt)
        return stuck(f"it could not be followed: {type(error).__name__}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Visit:
    office: Office
    deadline: Deadline
    hint: str


def follow_claimed(attempt_pk: int, office: Office, deadline: Deadline) -> Followed:
    """The same for an attempt that the caller has leased."""
    try:
        visit = _Visit(office=office, deadline=deadline, hint="")
        return _rounds(attempt_pk, visit, trusting=False)
    except Busy:
        return Followed(end=End.BUSY, text=_HELD_BY_SHOP)


_HELD_BY_SHOP = "the shop holds its checkout or payment just now"


def _rounds(attempt_pk: int, visit: _Visit, *, trusting: bool) -> Followed:
    followed = None
    for _ in range(ROUNDS):
        attempt = queries.all_attempts().get(pk=attempt_pk)
        followed = _look(attempt, visit, trusting=trusting)
        if followed:
            followed = unsent_requests.see_to(attempt, visit.office, followed)
            _put_off(attempt, followed)
            return followed
        # Something has moved at Toss or here: now it must be seen.
        trusting = False
    return waiting("it changes faster than it can be followed")


def _put_off(attempt: Attempt, followed: Followed) -> None:
    if followed.end is End.SETTLED:
        schedule.nothing_left(attempt)
        return
    schedule.look_again(attempt)
    if followed.end is End.STUCK:
        logger.error("attempt %s: a person has to look: %s", attempt.order_id, followed.text)


def _look(attempt: Attempt, visit: _Visit, *, trusting: bool) -> Followed | None:
    office, deadline = visit.office, visit.deadline
    try:
        client = merchants.client(attempt.merchant)
    except Unreadable:
        return stuck("the merchant's secret key cannot be decrypted: save it once more")
    if attempt.status == AttemptStatus.REFUNDING:
        return unbookable.give(attempt, office, client, deadline)
    if attempt.status == AttemptStatus.APPROVED:
        standing = office.standing(attempt.debtor, attempt.payment_key)
        if standing is not Standing.UNBOOKED:
            return look_after(attempt, office, client, deadline, trusting=trusting)
    return _look_at_unbooked(attempt, client, visit)


def _read(attempt: Attempt, client: BrandpayClient, visit: _Visit) -> Sight:
    """By what we know, then by the payment that a webhook names: two may share an order id."""
    sight = read(attempt, client, visit.deadline)
    known = {attempt.payment_key, sight.payment.payment_key if sight.payment else ""}
    if sight.seen in _HELD or not visit.hint or visit.hint in known:
        return sight
    hinted = read(attempt, client, visit.deadline, visit.hint)
    return hinted if hinted.seen in _HELD else sight


_HELD = (Seen.APPROVED, Seen.WRONG)


def _look_at_unbooked(attempt: Attempt, client: BrandpayClient, visit: _Visit) -> Followed | None:
    office = visit.office
    sight = _read(attempt, client, visit)
    if sight.seen is Seen.UNREADABLE:
        return waiting(f"Toss could not be asked ({sight.code})")
    if sight.seen is Seen.CLOSED:
        return _close(attempt, sight, office)
    if sight.seen is Seen.UNAPPROVED or sight.payment is None:
        if attempt.status == AttemptStatus.CLOSED:
            return settled("closed; Toss shows nothing taken")
        return waiting(f"Toss shows nothing taken so far ({sight.code})")
    if sight.seen is Seen.APPROVED and attempt.status in _BOOKABLE:
        return _order(attempt, sight.payment, office)
    return unbookable.take_in(attempt, sight.payment, sight.code or "NOT_NEEDED", office)


_BOOKABLE = (*queries.LIVE, AttemptStatus.APPROVED)


def _order(attempt: Attempt, payment: Payment, office: Office) -> Followed | None:
    if attempt.is_transaction:
        return _charge(attempt, payment, office)
    if attempt.payment_key != payment.payment_key:
        with office.locked(attempt):
            if not queries.is_unchanged(attempt):
                return None
            states.learn_payment_key(attempt, payment.payment_key)
    finished = office.finish(attempt)
    if finished.ordered or not queries.is_unchanged(attempt):
        return None
    if not finished.final:
        return no_order_yet(payment.approved_at, finished.reason)
    return unbookable.take_in(attempt, payment, "NOT_BOOKABLE", office, finished.reason)


def _charge(attempt: Attempt, payment: Payment, office: Office) -> Followed | None:
    """Transactions API: the charge stays on the checkout, which the shop completes."""
    with office.locked(attempt):
        if not queries.is_unchanged(attempt):
            return None
        merchants.learn_mid(attempt.merchant, payment.m_id)
        states.to_approved(attempt, payment)
        if office.book_charge(attempt):
            return None
        states.to_refunding(attempt, payment, "NOT_BOOKABLE")
    return None


def _close(attempt: Attempt, sight: Sight, office: Office) -> Followed | None:
    if attempt.status == AttemptStatus.CLOSED:
        return settled(f"closed ({attempt.failure_code})")
    with office.locked(attempt):
        if not queries.is_unchanged(attempt):
            return None
        settle(attempt, sight)
    return settled(f"Toss has ended it ({sight.code}); nothing is taken")
