"""Refunds whose end nobody has told the shop: asked again under the same key, then booked (M10)."""

from __future__ import annotations

import datetime

from ...api.error_codes import Kind, kind_of
from ...clock import now
from ...models import AttemptStatus, Refund, RefundStatus
from ..attempts import queries, states
from ..messages.problem import Problem
from ..messages.refund_problems import NOT_MADE
from ..refunds import refund_once, refund_rows
from ..refunds.identity import Identity
from ..refunds.result import RefundOutcome, RefundResult, problem_of
from .case import Case
from .result import SyncResult, waiting

REFUSED = "REFUND_REFUSED"
ASKED_AGAIN = datetime.timedelta(days=1)
"""How long a refund is asked for again; staff have found another way by then."""


def is_needed(case: Case) -> bool:
    return bool(case.attempt.refund_awaited_at or refund_rows.unknown(case.attempt))


def finish(case: Case) -> SyncResult | None:
    """None: something has moved, look again at once."""
    row = refund_rows.unknown(case.attempt)
    return _finish_unknown(case, row) if row else _finish_awaited(case)


def _finish_unknown(case: Case, row: Refund) -> SyncResult | None:
    if now() - row.created_at > ASKED_AGAIN:
        # It is not among the cancels that Toss shows, or it would have been booked before.
        _refuse(case, row, NOT_MADE)
        return None
    result = refund_once.ask_again(
        case.attempt, row, case.client, case.run.deadline, booked=case.records.refund_keys
    )
    if result.outcome is RefundOutcome.DONE:
        return None
    if result.outcome in (RefundOutcome.UNKNOWN, RefundOutcome.NOT_REACHED):
        return waiting(f"the end of a refund is still unknown ({result.code})")
    _refuse(case, row, problem_of(result))
    return None


def _refuse(case: Case, row: Refund, problem: Problem) -> None:
    """It was not made: staff are told, unless their own repeat has just made it."""
    with case.run.shop.locked(case.attempt):
        row.status, row.code = RefundStatus.REFUSED, problem.code[:64]
        refund_rows.store(row)
        if Refund.objects.filter(pk=row.pk, status=RefundStatus.DONE).exists():
            return
        payment = case.run.shop.payment(case.attempt.reference)
        payment.refund_refused(row, problem)


def _finish_awaited(case: Case) -> SyncResult | None:
    """Saleor holds a refund for ongoing and waits: no order, no error, until this ends it."""
    attempt, records = case.attempt, case.records
    left = records.captured - records.refunded
    if not records.awaited or not left:
        states.refund_no_longer_awaited(attempt)
        return None
    identity = Identity(
        number=len(records.refund_keys), expected_balance=left, amount=min(records.awaited, left)
    )
    result = refund_once.refund(
        attempt, identity, case.client, case.run.deadline, booked=records.refund_keys
    )
    if result.outcome is RefundOutcome.DONE:
        return None
    if result.outcome is RefundOutcome.REFUSED and _is_final(case, result):
        _give_up(case, result)
        return None
    return waiting(f"a refund before an order exists is not done yet ({result.code})")


def _is_final(case: Case, result: RefundResult) -> bool:
    since = case.attempt.refund_awaited_at
    old = since is not None and now() - since > ASKED_AGAIN
    return old or kind_of(result.code) is Kind.NOT_ALLOWED


def _give_up(case: Case, result: RefundResult) -> None:
    why = problem_of(result)
    with case.run.shop.locked(case.attempt):
        if not queries.is_still(case.attempt, AttemptStatus.APPROVED):
            return
        case.run.shop.end_ongoing_refund(case.attempt.reference, why.for_staff)
        states.refund_no_longer_awaited(case.attempt)
        states.note_failure(case.attempt, REFUSED)
    case.run.shop.payment(case.attempt.reference).note(f"{case.attempt.order_id}: {why.for_staff}")
