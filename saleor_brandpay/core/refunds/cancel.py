"""One refund at Toss: under one key until it is known what came of it (M3, M10)."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

from ... import watch
from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, IdempotencyConflict, InProgress, NotSent
from ...api.payment import Cancel, Payment
from ...models import Attempt, Refund, RefundStatus
from ..attempts import schedule, states
from . import refund_rows
from .identity import cancel_reason, idempotency_key, is_marked
from .result import RefundOutcome, RefundResult

logger = logging.getLogger(__name__)

MAX_STEPS = 20
"""Idempotency keys that one call goes through; each but the last was refused for good."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRequest:
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


def request_cancel(asked: CancelRequest) -> RefundResult:
    """Send it, or find that it was made; every answer is read before it is believed."""
    attempt = asked.attempt
    if attempt.secret_id != attempt.merchant.current_secret_id:
        # Toss's idempotency does not reach across secret keys: look before any POST (M12).
        try:
            seen = _fetch(asked)
        except NotSent as error:
            return _not_sent(asked, error)
        except BrandpayError:
            seen = None
        if seen is None:
            return _unknown(asked.row, "UNREADABLE")
        result = _by_balance(asked, seen)
        if result:
            return result
    return _post(asked)


def _may_have_been_sent(asked: CancelRequest) -> bool:
    row = asked.row
    return row.pk is not None and row.status == RefundStatus.UNKNOWN and not asked.fresh


def _not_sent(asked: CancelRequest, error: NotSent) -> RefundResult:
    code = error.code or "NOT_REACHED"
    if _may_have_been_sent(asked):
        return _unknown(asked.row, code)
    return _refused(asked.row, RefundOutcome.NOT_REACHED, code, "")


def _post(asked: CancelRequest) -> RefundResult:
    row = asked.row
    last: BrandpayError | None = None
    for step in range(row.step, row.step + MAX_STEPS):
        row.step = step
        try:
            answer = asked.client.cancel(
                asked.attempt.payment_key,
                reason=cancel_reason(row),
                amount=None if _is_whole(asked) else row.amount,
                refundable_amount=row.expected_balance,
                idempotency_key=idempotency_key(asked.attempt, row),
                deadline=asked.deadline.within(asked.deadline.remaining() * 0.75),
            )
        except IdempotencyConflict:
            # This process has sent the key with another body: what became of that one?
            return _found(asked, _read(asked)) or _unknown(row, "OTHER_BODY")
        except NotSent as error:
            return _not_sent(asked, error)
        except BrandpayError as error:
            result = _after_error(asked, error)
            if result:
                return result
            last = error
            continue
        told = answer.value if _is_as_asked(row, answer.value) else None
        return _found(asked, told) or _found(asked, _read(asked)) or _unknown(row, "ODD")
    return _refused(
        row, RefundOutcome.REFUSED, last.code if last else "", last.message if last else ""
    )


def _is_as_asked(row: Refund, payment: Payment) -> bool:
    """Another sum than was asked for is believed only when it is read back (M9)."""
    own = [cancel for cancel in payment.cancels if is_marked(row, cancel.reason)]
    left = row.expected_balance - row.amount
    return payment.balance_amount == left and all(cancel.amount == row.amount for cancel in own)


def _is_whole(asked: CancelRequest) -> bool:
    """All of a payment that was never refunded: not to be taken for a part of it.

    Toss reads a cancelAmount as a partial cancel, which some payments do not allow.
    """
    return asked.row.amount == asked.row.expected_balance == asked.attempt.amount


def _after_error(asked: CancelRequest, error: BrandpayError) -> RefundResult | None:
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
    return _refused(row, RefundOutcome.REFUSED, error.code, error.message)


def _by_balance(asked: CancelRequest, seen: Payment) -> RefundResult | None:
    found = _found(asked, seen)
    if found or seen.balance_amount == asked.row.expected_balance:
        return found
    states.set_balance(asked.attempt, seen.balance_amount)
    if asked.row.pk is not None:
        # Toss takes it for no other balance than the one it was asked with: it is not made.
        _keep_refused(asked.row, "BALANCE_DIFFERS")
    return RefundResult(
        outcome=RefundOutcome.BALANCE_DIFFERS,
        refund=asked.row,
        payment=seen,
        foreign_cancels=tuple(
            cancel for cancel in seen.cancels if cancel.transaction_key not in asked.booked
        ),
    )


def _read(asked: CancelRequest) -> Payment | None:
    try:
        return _fetch(asked)
    except BrandpayError:
        return None


def _fetch(asked: CancelRequest) -> Payment | None:
    """Raises BrandpayError."""
    attempt = asked.attempt
    try:
        payment = asked.client.payment(attempt.payment_key, deadline=asked.deadline).value
    except BrandpayError as error:
        logger.warning("refund of %s cannot be read back: %s", attempt.order_id, error)
        raise
    return payment if payment.payment_key == attempt.payment_key else None


def _found(asked: CancelRequest, payment: Payment | None) -> RefundResult | None:
    """The cancel that carries this refund's mark and that the shop does not know yet."""
    for cancel in payment.cancels if payment else ():
        if cancel.transaction_key in asked.booked:
            continue
        if payment and is_marked(asked.row, cancel.reason):
            return _done(asked, payment, cancel)
    return None


def _done(asked: CancelRequest, payment: Payment, cancel: Cancel) -> RefundResult:
    row = refund_rows.row_for(asked.rows, asked.row, cancel)
    # First: by a row that is done a worker books the refund, and asks Toss for nothing more.
    states.set_balance(asked.attempt, payment.balance_amount)
    if asked.claims:
        row.claimed = True
        refund_rows.finish(row, cancel)
    else:
        refund_rows.finish_unclaimed(row, cancel)
    return RefundResult(outcome=RefundOutcome.DONE, refund=row, payment=payment)


def _unknown(row: Refund, code: str) -> RefundResult:
    watch.tell(watch.UnknownOutcome(what="refund"))
    row.status, row.code = RefundStatus.UNKNOWN, code[:64]
    refund_rows.store(row)
    schedule.sync_soon(row.attempt)
    return RefundResult(outcome=RefundOutcome.UNKNOWN, refund=row, code=code)


def _refused(row: Refund, outcome: RefundOutcome, code: str, message: str) -> RefundResult:
    _keep_refused(row, code)
    return RefundResult(outcome=outcome, refund=row, code=code, message=message)


def _keep_refused(row: Refund, code: str) -> None:
    row.status, row.code = RefundStatus.REFUSED, code[:64]
    refund_rows.store(row)
