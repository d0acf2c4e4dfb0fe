"""Taking the money: one confirm per attempt, however often it is asked for (M3, M5, M9, M12)."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from enum import Enum

from ...api.answer import Answer
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.error_codes import Kind, kind_of
from ...api.errors import BrandpayError, InProgress, NotFound, NotSent, RateLimited
from ...api.payment import Payment
from ...conf import conf
from ...models import Attempt
from ..attempts import states
from ..merchants import merchants
from . import sent_keys
from .read_back import Seen, Sight, judge, read, read_foreign

logger = logging.getLogger(__name__)

MAX_STEPS = 6
"""Idempotency keys that one call goes through; each step before was refused for good."""
UNDER_WAY = datetime.timedelta(seconds=90)
"""A confirm that Toss may still be working on: live approvals take up to 60 seconds (M14)."""
OLDER = datetime.timedelta(seconds=5)
"""An approval that much older than the request is the replay of an earlier one."""


class Taken(Enum):
    APPROVED = "approved"
    WRONG = "wrong"
    """Toss holds money that must go back; the attempt is REFUNDING."""
    CLOSED = "closed"
    REFUSED = "refused"
    """Nothing moved; this window cannot be used again."""
    TRY_LATER = "try later"
    """Nothing moved; the same return data may be sent again."""
    SHOP = "shop"
    """Nothing moved; the shop's keys or contract are in the way."""
    NOT_REACHED = "not reached"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    taken: Taken
    code: str = ""
    payment: Payment | None = None


def confirm(
    attempt: Attempt, payment_key: str, client: BrandpayClient, deadline: Deadline
) -> Result:
    """Confirm with the saved values and record what Toss says.

    The caller holds the claim: Saleor's lock on the checkout, or one of our own (M2).
    """
    if attempt.secret_id != attempt.merchant.current_secret_id:
        # Toss's idempotency does not reach across secret keys: look before any POST (M12).
        sight = read(attempt, client, deadline, payment_key)
        if sight.seen is not Seen.UNAPPROVED:
            return settle(attempt, sight)
        attempt.secret = merchants.secret_of(attempt.merchant)
    first = attempt.confirm_sent_at is None and attempt.confirm_step == 0
    for step in range(attempt.confirm_step, attempt.confirm_step + MAX_STEPS):
        result = _confirm_once(attempt, payment_key, step, client, deadline, first=first)
        if result is not None:
            return result
        first = False
    states.to_unknown(attempt)
    return Result(taken=Taken.UNKNOWN, code="TOO_MANY_STEPS")


def settle(attempt: Attempt, sight: Sight) -> Result:
    """Record what was read. Unapproved is no end here: a confirm may be under way."""
    if sight.seen is Seen.APPROVED and sight.payment:
        merchants.learn_mid(attempt.merchant, sight.payment.m_id)
        states.to_approved(attempt, sight.payment)
        return Result(taken=Taken.APPROVED, payment=sight.payment)
    if sight.seen is Seen.WRONG and sight.payment:
        states.to_refunding(attempt, sight.payment, sight.code)
        return Result(taken=Taken.WRONG, code=sight.code, payment=sight.payment)
    if sight.seen is Seen.CLOSED:
        states.to_closed(attempt, sight.code, sight.message)
        return Result(taken=Taken.CLOSED, code=sight.code)
    states.to_unknown(attempt)
    return Result(taken=Taken.UNKNOWN, code=sight.code)


def _confirm_once(
    attempt: Attempt,
    payment_key: str,
    step: int,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    first: bool,
) -> Result | None:
    """One POST; None when this step is spent and the next one may be taken at once."""
    key = f"confirm:{attempt.order_id}:{step}"
    # One key stands for one payment: a second window of the same order id cannot take its place,
    # and asking for the first one again tells what became of it (M3).
    payment_key, is_new = sent_keys.remember(key, payment_key)
    first = first and is_new
    states.confirm_may_be_sent(attempt, payment_key)
    try:
        answer = client.confirm(
            payment_key=payment_key,
            order_id=attempt.order_id,
            amount=attempt.amount,
            customer_key=attempt.customer.customer_key,
            idempotency_key=key,
            deadline=deadline.within(max(deadline.remaining() - conf.read_back_reserve, 0)),
        )
    except NotSent as error:
        if not first:
            states.to_unknown(attempt)
            return Result(taken=Taken.UNKNOWN, code=error.code)
        attempt.confirm_sent_at = None
        states.to_refused(attempt, step, "", "")
        return Result(taken=Taken.NOT_REACHED)
    except BrandpayError as error:
        return _after_error(attempt, step, error, read(attempt, client, deadline, payment_key))
    if first and not is_replay(answer):
        sight = judge(attempt, answer.value)
        if sight.seen is Seen.APPROVED:
            return settle(attempt, sight)
    # A replay, a repeat or a surprise becomes a capture only as it stands now (M9).
    sight = read(attempt, client, deadline, answer.value.payment_key)
    if sight.seen is Seen.UNAPPROVED and first and not is_replay(answer):
        sight = read_foreign(answer.value, client, deadline) or sight
    return settle(attempt, sight)


def is_replay(answer: Answer[Payment]) -> bool:
    """Whether Toss only repeated what it had answered before, as far as that can be told."""
    approved = answer.value.approved_at
    asked = answer.date or answer.started
    return answer.replayed or (
        approved is not None
        and approved < asked - datetime.timedelta(seconds=answer.elapsed) - OLDER
    )


def _after_error(attempt: Attempt, step: int, error: BrandpayError, sight: Sight) -> Result | None:
    if sight.seen is not Seen.UNAPPROVED:
        return declined(settle(attempt, sight), error)
    if error.replayed and not isinstance(error, InProgress):
        # The first request has ended and moved nothing: the next key is safe (M3).
        return None
    if error.is_unknown:
        states.to_unknown(attempt)
        return Result(taken=Taken.UNKNOWN, code=error.code)
    attempt.confirm_sent_at = None
    states.to_refused(attempt, step + 1, error.code, error.message)
    return Result(taken=refusal(attempt, error, sight), code=error.code)


def declined(result: Result, error: BrandpayError) -> Result:
    """The buyer is told the code of the refusal; the read-back only says that it is final."""
    if result.taken is Taken.CLOSED and error.code and not error.is_unknown:
        return Result(taken=Taken.CLOSED, code=error.code)
    return result


def refusal(attempt: Attempt, error: BrandpayError, sight: Sight) -> Taken:
    """What a refusal that moved nothing means for the buyer."""
    if isinstance(error, RateLimited):
        return Taken.TRY_LATER
    if isinstance(error, NotFound) and sight.payment is None:
        logger.error(
            "attempt %s: Toss does not know a payment that its window has just returned; the "
            "client key %s and the secret key are probably not a pair (%s)",
            attempt.order_id,
            attempt.merchant.client_key,
            error.code,
        )
    if kind_of(error.code) is Kind.CONFIGURATION and error.code != "FORBIDDEN_REQUEST":
        logger.error("attempt %s: Toss refused the shop's keys: %s", attempt.order_id, error)
        return Taken.SHOP
    return Taken.REFUSED
