"""The claim of a refund: committed, under Saleor's locks, before Toss is asked (M2, M10)."""

from __future__ import annotations

from decimal import Decimal

from ...core.attempts import schedule
from ...core.messages.problem import Problem
from ...core.messages.refund_problems import (
    BUSY,
    FRACTION,
    GRANT_DELETED,
    GRANT_ELSEWHERE,
    NOTHING_LEFT,
    UNKNOWN_PAYMENT,
    balance_differs,
)
from ...core.refunds import refund_rows
from ...core.refunds.identity import Identity
from ...core.refunds.result import RefundOutcome, RefundResult, problem_of
from ...core.shop_records import BookingStatus, Records
from ...models import Attempt, Refund, RefundStatus
from ..saleor.types import TransactionRequest
from . import request_answers, requests


def claim(
    attempt: Attempt, asked: Decimal, request: TransactionRequest, records: Records | None
) -> Identity | Problem | None:
    """The refund to make, or why there is none; the caller holds Saleor's locks.

    None: the request is answered, or ends with an earlier one for the same grant.
    """
    was_granted = request.related_granted_refund_id is not None
    request_answers.read_again(request)
    if request.psp_reference:
        return None
    if records is None:
        return UNKNOWN_PAYMENT
    if was_granted and request.related_granted_refund is None:
        return GRANT_DELETED
    if was_granted:
        earlier = requests.refund_of(request)
        if earlier:
            return _end_like(attempt, earlier, request)
        if requests.is_granted_elsewhere(request):
            return GRANT_ELSEWHERE
    if refund_rows.unknown(attempt):
        return BUSY
    identity = _identity(request, asked, records)
    if isinstance(identity, Problem):
        return identity
    repeated = refund_rows.done_within_guard(attempt, identity.amount)
    if repeated and not was_granted and records.booking_status is BookingStatus.ORDERED:
        return problem_of(RefundResult(outcome=RefundOutcome.REPEATED, refund=repeated))
    refund_rows.keep_unknown(attempt, identity, request.pk)
    schedule.sync_soon(attempt)
    return identity


def _end_like(attempt: Attempt, earlier: Refund, request: TransactionRequest) -> Problem | None:
    """A grant is refunded once: a second request waits for the first, and is answered like it."""
    if earlier.attempt_id != attempt.pk:
        return GRANT_ELSEWHERE
    if earlier.status == RefundStatus.DONE:
        request_answers.answer_made(request, Decimal(earlier.amount), earlier.transaction_key)
        return None
    refund_rows.join(earlier, request.pk)
    schedule.sync_soon(attempt)
    return None


def _identity(request: TransactionRequest, asked: Decimal, records: Records) -> Identity | Problem:
    balance = records.captured - records.refunded
    if balance == 0:
        return NOTHING_LEFT
    if asked != asked.to_integral_value() or asked <= 0:
        return FRACTION
    if asked > balance:
        return balance_differs(balance)
    return requests.identity_of(
        request,
        number=len(records.refund_keys),
        expected_balance=balance,
        amount=int(asked),
    )
