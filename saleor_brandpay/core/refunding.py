"""Giving money back: a repeat is the same refund, a second one on purpose is a second one (M10)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from ..api.client import BrandpayClient
from ..api.deadline import Deadline
from ..api.errors import BrandpayError, NotSent, ServerError
from ..api.payment import Cancel, Payment
from ..clock import now
from ..models import Attempt, Refund, RefundStatus
from . import refund_rows
from .refund_rows import Identity

logger = logging.getLogger(__name__)

MAX_STEPS = 6


class Given(Enum):
    DONE = "done"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_REACHED = "not reached"
    BALANCE_DIFFERS = "balance differs"
    REPEATED = "repeated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    given: Given
    refund: Refund
    already_booked: bool = False
    code: str = ""
    message: str = ""
    payment: Payment | None = None
    strangers: tuple[Cancel, ...] = field(default=())
    """Cancels at Toss that the shop has not booked, when the balance differs."""


def refund(
    attempt: Attempt,
    identity: Identity,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    booked: Collection[str] = (),
    guarded: bool = False,
) -> Result:
    """Refund once. `booked` holds the transaction keys of the refunds that the shop knows.

    With `guarded` the same refund again within BRANDPAY_REFUND_GUARD seconds is refused.
    """
    rows = refund_rows.of_attempt(attempt)
    claim = refund_rows.unclaimed(rows, identity)
    if claim:
        claim.claimed = True
        claim.save(update_fields=["claimed"])
        return Result(given=Given.DONE, refund=claim, already_booked=True)
    row = refund_rows.same(rows, identity) or identity.row(attempt)
    if guarded:
        earlier = refund_rows.just_done(rows, identity)
        if earlier:
            return Result(given=Given.REPEATED, refund=earlier)
    if attempt.secret_id != attempt.merchant.current_secret_id:
        # Toss's idempotency does not reach across secret keys: look before any POST (M12).
        seen = _read(attempt, client, deadline)
        if seen is None:
            return _unknown(row, "UNREADABLE")
        result = _by_balance(attempt, row, seen, booked)
        if result:
            return result
    return _ask(attempt, row, client, deadline, booked)


def _ask(
    attempt: Attempt,
    row: Refund,
    client: BrandpayClient,
    deadline: Deadline,
    booked: Collection[str],
) -> Result:
    was_unknown = row.pk is not None and row.status == RefundStatus.UNKNOWN
    for step in range(row.step, row.step + MAX_STEPS):
        row.step = step
        try:
            answer = client.cancel(
                attempt.payment_key,
                reason=refund_rows.reason(row),
                amount=row.amount,
                refundable_amount=row.expected_balance,
                idempotency_key=refund_rows.key(attempt, row),
                deadline=deadline.within(deadline.remaining() * 0.75),
            )
        except NotSent:
            if was_unknown:
                return _unknown(row, "NOT_REACHED")
            return _refused(row, Given.NOT_REACHED, "NOT_REACHED", "")
        except BrandpayError as error:
            result = _after_error(attempt, row, error, client, deadline, booked)
            if result:
                return result
            continue
        found = _ours(row, answer.value, booked)
        if found:
            return _done(attempt, row, answer.value, found)
        seen = _read(attempt, client, deadline)
        found = _ours(row, seen, booked) if seen else None
        return _done(attempt, row, seen, found) if seen and found else _unknown(row, "NO_CANCEL")
    return _unknown(row, "TOO_MANY_STEPS")


def _after_error(
    attempt: Attempt,
    row: Refund,
    error: BrandpayError,
    client: BrandpayClient,
    deadline: Deadline,
    booked: Collection[str],
) -> Result | None:
    """What a failed call means once the payment is read back; None: take the next step."""
    seen = _read(attempt, client, deadline)
    if seen is None:
        return _unknown(row, error.code)
    result = _by_balance(attempt, row, seen, booked)
    if result:
        return result
    if error.is_unknown:
        if error.replayed and isinstance(error, ServerError):
            return None
        return _unknown(row, error.code)
    if error.replayed:
        return None
    logger.warning("refund of %s refused: %s", attempt.order_id, error)
    row.step += 1
    return _refused(row, Given.REFUSED, error.code, error.message)


def _by_balance(
    attempt: Attempt, row: Refund, seen: Payment, booked: Collection[str]
) -> Result | None:
    found = _ours(row, seen, booked)
    if found:
        return _done(attempt, row, seen, found)
    if seen.balance_amount == row.expected_balance:
        return None
    strangers = tuple(cancel for cancel in seen.cancels if cancel.transaction_key not in booked)
    attempt.balance = seen.balance_amount
    attempt.save(update_fields=["balance"])
    return Result(given=Given.BALANCE_DIFFERS, refund=row, payment=seen, strangers=strangers)


def _read(attempt: Attempt, client: BrandpayClient, deadline: Deadline) -> Payment | None:
    try:
        payment = client.payment(attempt.payment_key, deadline=deadline).value
    except BrandpayError as error:
        logger.warning("refund of %s cannot be read back: %s", attempt.order_id, error)
        return None
    return payment if payment.order_id == attempt.order_id else None


def _ours(row: Refund, payment: Payment, booked: Collection[str]) -> Cancel | None:
    """The cancel that carries this refund's mark and that the shop does not know yet."""
    for cancel in payment.cancels:
        if cancel.transaction_key in booked or not refund_rows.is_marked(row, cancel.reason):
            continue
        return cancel
    return None


def _done(attempt: Attempt, row: Refund, payment: Payment, cancel: Cancel) -> Result:
    row.status, row.code = RefundStatus.DONE, ""
    row.amount = cancel.amount
    row.transaction_key = cancel.transaction_key
    row.done_at = now()
    row.save()
    attempt.balance = payment.balance_amount
    attempt.save(update_fields=["balance"])
    return Result(given=Given.DONE, refund=row, payment=payment)


def _unknown(row: Refund, code: str) -> Result:
    row.status, row.code = RefundStatus.UNKNOWN, code[:64]
    row.save()
    return Result(given=Given.UNKNOWN, refund=row, code=code)


def _refused(row: Refund, given: Given, code: str, message: str) -> Result:
    row.status, row.code = RefundStatus.REFUSED, code[:64]
    row.save()
    return Result(given=given, refund=row, code=code, message=message)
