"""Giving money back: a repeat is the same refund, a second one on purpose is a second one (M10)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from ..api.client import BrandpayClient
from ..api.deadline import Deadline
from ..api.errors import BrandpayError, InProgress, NotSent
from ..api.payment import Cancel, Payment
from ..models import Attempt, Refund, RefundStatus
from . import refund_rows, schedule
from .refund_rows import Identity

logger = logging.getLogger(__name__)

MAX_STEPS = 20
"""Idempotency keys that one call goes through; each but the last was refused for good."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One refund on its way."""

    attempt: Attempt
    row: Refund
    rows: list[Refund]
    """All refunds of ours on this attempt."""
    client: BrandpayClient
    deadline: Deadline
    booked: Collection[str]
    fresh: bool = False
    """The row was kept just before this very call, which is the first to send it."""
    claims: bool = True
    """False: the shop has not asked in this moment, and its repeat shall find the refund."""


def refund(
    attempt: Attempt,
    identity: Identity,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    booked: Collection[str] = (),
    guarded: bool = False,
    fresh: bool = False,
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
    earlier = refund_rows.just_done(rows, identity) if guarded else None
    if earlier:
        return Result(given=Given.REPEATED, refund=earlier)
    asked = _Asked(
        attempt=attempt,
        row=refund_rows.same(rows, identity) or identity.row(attempt),
        rows=rows,
        client=client,
        deadline=deadline,
        booked=booked,
        fresh=fresh,
    )
    return _ask(asked)


def ask_again(
    attempt: Attempt,
    row: Refund,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    booked: Collection[str] = (),
) -> Result:
    """A worker finishes a refund of unknown outcome, for the shop to claim (M10)."""
    asked = _Asked(
        attempt=attempt,
        row=row,
        rows=refund_rows.of_attempt(attempt),
        client=client,
        deadline=deadline,
        booked=booked,
        claims=False,
    )
    return _ask(asked)


def _ask(asked: _Asked) -> Result:
    attempt = asked.attempt
    if attempt.secret_id != attempt.merchant.current_secret_id:
        # Toss's idempotency does not reach across secret keys: look before any POST (M12).
        seen = _read(asked)
        if seen is None:
            return _unknown(asked.row, "UNREADABLE")
        result = _by_balance(asked, seen)
        if result:
            return result
    return _post(asked)


def _post(asked: _Asked) -> Result:
    row = asked.row
    last: BrandpayError | None = None
    was_unknown = row.pk is not None and row.status == RefundStatus.UNKNOWN and not asked.fresh
    for step in range(row.step, row.step + MAX_STEPS):
        row.step = step
        try:
            answer = asked.client.cancel(
                asked.attempt.payment_key,
                reason=refund_rows.reason(row),
                amount=None if _is_whole(asked) else row.amount,
                refundable_amount=row.expected_balance,
                idempotency_key=refund_rows.key(asked.attempt, row),
                deadline=asked.deadline.within(asked.deadline.remaining() * 0.75),
            )
        except NotSent:
            if was_unknown:
                return _unknown(row, "NOT_REACHED")
            return _refused(row, Given.NOT_REACHED, "NOT_REACHED", "")
        except BrandpayError as error:
            result = _after_error(asked, error)
            if result:
                return result
            last = error
            continue
        told = answer.value if _is_as_asked(row, answer.value) else None
        return _found(asked, told) or _found(asked, _read(asked)) or _unknown(row, "ODD")
    return _refused(row, Given.REFUSED, last.code if last else "", last.message if last else "")


def _is_as_asked(row: Refund, payment: Payment) -> bool:
    """Another sum than was asked for is believed only when it is read back (M9)."""
    own = [cancel for cancel in payment.cancels if refund_rows.is_marked(row, cancel.reason)]
    left = row.expected_balance - row.amount
    return payment.balance_amount == left and all(cancel.amount == row.amount for cancel in own)


def _is_whole(asked: _Asked) -> bool:
    """All of a payment that was never refunded: not to be taken for a part of it.

    Toss reads a cancelAmount as a partial cancel, which some payments do not allow.
    """
    return asked.row.amount == asked.row.expected_balance == asked.attempt.amount


def _after_error(asked: _Asked, error: BrandpayError) -> Result | None:
    """What a failed call means once the payment is read back; None: take the next step."""
    row = asked.row
    seen = _read(asked)
    if seen is None:
        return _unknown(row, error.code)
    result = _by_balance(asked, seen)
    if result:
        return result
    if error.replayed and not isinstance(error, InProgress):
        # The first request has ended and moved nothing: the next key is safe (M3).
        return None
    if error.is_unknown:
        return _unknown(row, error.code)
    logger.warning("refund of %s refused: %s", asked.attempt.order_id, error)
    row.step += 1
    return _refused(row, Given.REFUSED, error.code, error.message)


def _by_balance(asked: _Asked, seen: Payment) -> Result | None:
    found = _found(asked, seen)
    if found or seen.balance_amount == asked.row.expected_balance:
        return found
    asked.attempt.balance = seen.balance_amount
    asked.attempt.save(update_fields=["balance"])
    return Result(
        given=Given.BALANCE_DIFFERS,
        refund=asked.row,
        payment=seen,
        strangers=tuple(
            cancel for cancel in seen.cancels if cancel.transaction_key not in asked.booked
        ),
    )


def _read(asked: _Asked) -> Payment | None:
    attempt = asked.attempt
    try:
        payment = asked.client.payment(attempt.payment_key, deadline=asked.deadline).value
    except BrandpayError as error:
        logger.warning("refund of %s cannot be read back: %s", attempt.order_id, error)
        return None
    return payment if payment.payment_key == attempt.payment_key else None


def _found(asked: _Asked, payment: Payment | None) -> Result | None:
    """The cancel that carries this refund's mark and that the shop does not know yet."""
    for cancel in payment.cancels if payment else ():
        if cancel.transaction_key in asked.booked:
            continue
        if payment and refund_rows.is_marked(asked.row, cancel.reason):
            return _done(asked, payment, cancel)
    return None


def _done(asked: _Asked, payment: Payment, cancel: Cancel) -> Result:
    row = refund_rows.row_for(asked.rows, asked.row, cancel)
    if asked.claims:
        row.claimed = True
        refund_rows.finish(row, cancel)
    else:
        refund_rows.finish_unclaimed(row, cancel)
    asked.attempt.balance = payment.balance_amount
    asked.attempt.save(update_fields=["balance"])
    return Result(given=Given.DONE, refund=row, payment=payment)


def _unknown(row: Refund, code: str) -> Result:
    row.status, row.code = RefundStatus.UNKNOWN, code[:64]
    refund_rows.store(row)
    schedule.look_soon(row.attempt)
    return Result(given=Given.UNKNOWN, refund=row, code=code)


def _refused(row: Refund, given: Given, code: str, message: str) -> Result:
    row.status, row.code = RefundStatus.REFUSED, code[:64]
    refund_rows.store(row)
    return Result(given=given, refund=row, code=code, message=message)
