"""What the storefront is told: paid, refunded, or a window to use again (M5, M7, M9)."""

from __future__ import annotations

from ...clock import now
from ...models import Attempt
from ..attempts import states
from ..merchants import merchants
from ..messages import problems
from ..messages.problem import Problem
from ..messages.toss_codes import buyer_problem
from ..wallet import customers
from .context import Failed, Outcome, Paid, PaymentContext, ShowWindow
from .open_attempt import open_attempt
from .outcome import ConfirmResult, ConfirmStatus, record_read_back
from .read_back import Seen, read

_FAILED = {
    ConfirmStatus.TRY_LATER: problems.TRY_LATER,
    ConfirmStatus.SHOP: problems.MISCONFIGURED,
    ConfirmStatus.NOT_REACHED: problems.NOT_REACHED,
    ConfirmStatus.FROZEN: problems.FROZEN,
    ConfirmStatus.UNKNOWN: problems.CHECKING,
}


def conclude(
    context: PaymentContext, known: list[Attempt], current: Attempt, result: ConfirmResult
) -> Outcome:
    """What came of a confirm, of a charge, or of a look at Toss."""
    objection = None
    if result.status is ConfirmStatus.APPROVED:
        if context.debt.takes(current):
            objection = context.rules.objection(current, context.debt)
        else:
            objection = problems.KEYS_CHANGED
        if objection is None:
            return Paid(attempt=current)
        if result.payment:
            states.to_refunding(current, result.payment, objection.code)
    if result.status in (ConfirmStatus.APPROVED, ConfirmStatus.WRONG):
        client = merchants.client(current.merchant)
        refunded = context.rules.refund_in_full(current, client, context.deadline)
        # Nobody is asked to pay a closed order once more.
        told = objection if objection is problems.ORDER_CLOSED else problems.REFUNDED
        return Failed(problem=told if refunded else problems.BEING_REFUNDED)
    if result.status is ConfirmStatus.CLOSED:
        return open_attempt(context, known, buyer_problem(result.code))
    if result.status is ConfirmStatus.REFUSED:
        states.to_superseded(current)
        return open_attempt(context, known, buyer_problem(result.code))
    return Failed(problem=_FAILED[result.status])


def total_changed(
    context: PaymentContext, known: list[Attempt], current: Attempt, payment_key: str = ""
) -> Outcome:
    """Another total: nothing is confirmed, but a worker may have died after it had been."""
    read_back = read(current, merchants.client(current.merchant), context.deadline, payment_key)
    if read_back.seen is Seen.UNAPPROVED:
        if context.rules.reprices:
            return open_attempt(context, known, problems.TOTAL_CHANGED, recalls=False)
        return Failed(problem=problems.TOTAL_CHANGED)
    if read_back.seen is Seen.UNREADABLE:
        return Failed(problem=problems.CHECKING)
    return conclude(context, known, current, record_read_back(current, read_back))


def offer_window_again(
    context: PaymentContext, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    """Offer the window once more; a new one when it is too old or belongs to somebody else."""
    key_is_callers = customers.is_of(current.customer, context.user_pk)
    if now() - current.opened_at >= Attempt.WINDOW_OFFERED:
        return open_attempt(context, known, problem or problems.WINDOW_EXPIRED, recalls=False)
    if context.opens_windows and not key_is_callers:
        # Neither a user's key to a stranger, nor to its owner one that a stranger knows (M11).
        return open_attempt(context, known, problem, recalls=False)
    if not context.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    if not context.rules.pays(current, context.debt):
        return total_changed(context, known, current)
    return ShowWindow(attempt=current, problem=problem)
