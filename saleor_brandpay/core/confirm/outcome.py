"""What a POST that takes money came to: a confirm, or an auto payment (M3, M5, M9)."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from enum import Enum

from ...api.answer import Answer
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.error_codes import Kind, kind_of
from ...api.errors import BrandpayError, NotFound, NotSent, RateLimited, Withheld
from ...api.payment import Payment
from ...conf import conf
from ...models import Attempt
from ..attempts import states
from ..merchants import merchants
from .read_back import ReadBack, Seen, judge, read, read_foreign

logger = logging.getLogger(__name__)

MAX_STEPS = 6
"""Idempotency keys that one call goes through; each step before was refused for good."""
UNDER_WAY = datetime.timedelta(seconds=90)
"""A confirm that Toss may still be working on: live approvals take up to 60 seconds (M14)."""
OLDER = datetime.timedelta(seconds=5)
"""An approval that much older than the request is the replay of an earlier one."""


class ConfirmStatus(Enum):
    APPROVED = "approved"
    WRONG = "wrong"
    """Toss holds money that needs an automatic refund; the attempt is REFUNDING."""
    CLOSED = "closed"
    REFUSED = "refused"
    """Nothing moved; this window cannot be used again."""
    TRY_LATER = "try later"
    """Nothing moved; the same return data may be sent again."""
    SHOP = "shop"
    """Nothing moved; the shop's keys or contract are in the way."""
    NOT_REACHED = "not reached"
    FROZEN = "frozen"
    """Nothing was sent: this is a copy, or a shop that has moved (M19)."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmResult:
    status: ConfirmStatus
    code: str = ""
    payment: Payment | None = None


def time_for_post(deadline: Deadline) -> Deadline:
    """What a POST may take of a deadline: the rest is kept for the read-back (M14)."""
    return deadline.within(max(deadline.remaining() - conf.read_back_reserve, 0))


def record_answer(
    attempt: Attempt,
    answer: Answer[Payment],
    client: BrandpayClient,
    deadline: Deadline,
    *,
    first: bool,
) -> ConfirmResult:
    """Record what Toss answered. `first`: nothing was sent under this key before."""
    is_new = first and not is_replay(answer)
    if is_new:
        read_back = judge(attempt, answer.value)
        if read_back.seen is Seen.APPROVED:
            return record_read_back(attempt, read_back)
    # A replay, a repeat or a surprise becomes a capture only as it stands now (M9).
    read_back = read(attempt, client, deadline, answer.value.payment_key)
    if read_back.seen is Seen.UNAPPROVED and is_new:
        read_back = read_foreign(answer.value, client, deadline) or read_back
    return record_read_back(attempt, read_back)


def record_read_back(attempt: Attempt, read_back: ReadBack) -> ConfirmResult:
    """Record what was read. Unapproved is no end here: a confirm may be under way."""
    if read_back.seen is Seen.APPROVED and read_back.payment:
        merchants.learn_mid(attempt.merchant, read_back.payment.m_id)
        states.to_approved(attempt, read_back.payment)
        return ConfirmResult(status=ConfirmStatus.APPROVED, payment=read_back.payment)
    if read_back.seen is Seen.WRONG and read_back.payment:
        states.to_refunding(attempt, read_back.payment, read_back.code)
        return ConfirmResult(
            status=ConfirmStatus.WRONG, code=read_back.code, payment=read_back.payment
        )
    if read_back.seen is Seen.CLOSED:
        states.to_closed(attempt, read_back.code, read_back.message)
        return ConfirmResult(status=ConfirmStatus.CLOSED, code=read_back.code)
    return record_unknown(attempt, read_back.code)


def record_unknown(attempt: Attempt, code: str) -> ConfirmResult:
    states.to_unknown(attempt)
    return ConfirmResult(status=ConfirmStatus.UNKNOWN, code=code)


def record_not_sent(attempt: Attempt, step: int, error: NotSent, *, unsent: bool) -> ConfirmResult:
    """Nothing left this host; what was sent before, if anything was, is not known any better."""
    if not unsent:
        return record_unknown(attempt, error.code)
    attempt.confirm_sent_at = None
    states.to_refused(attempt, step, "", "")
    withheld = isinstance(error, Withheld)
    return ConfirmResult(status=ConfirmStatus.FROZEN if withheld else ConfirmStatus.NOT_REACHED)


def is_replay(answer: Answer[Payment]) -> bool:
    """Whether Toss only repeated what it had answered before, as far as that can be told."""
    approved = answer.value.approved_at
    asked = answer.date or answer.started
    return answer.replayed or (
        approved is not None
        and approved < asked - datetime.timedelta(seconds=answer.elapsed) - OLDER
    )


def declined(result: ConfirmResult, error: BrandpayError) -> ConfirmResult:
    """The buyer is told the code of the refusal; the read-back only says that it is final."""
    if result.status is ConfirmStatus.CLOSED and error.code and not error.is_unknown:
        return ConfirmResult(status=ConfirmStatus.CLOSED, code=error.code)
    return result


def refusal(attempt: Attempt, error: BrandpayError, read_back: ReadBack) -> ConfirmStatus:
    """What a refusal that moved nothing means for the buyer."""
    if isinstance(error, RateLimited):
        return ConfirmStatus.TRY_LATER
    if isinstance(error, NotFound) and read_back.payment is None:
        logger.error(
            "attempt %s: Toss does not know a payment that its window has just returned; the "
            "client key %s and the secret key are probably not a pair (%s)",
            attempt.order_id,
            attempt.merchant.client_key,
            error.code,
        )
    if kind_of(error.code) is Kind.CONFIGURATION and error.code != "FORBIDDEN_REQUEST":
        logger.error("attempt %s: Toss refused the shop's keys: %s", attempt.order_id, error)
        return ConfirmStatus.SHOP
    return ConfirmStatus.REFUSED
