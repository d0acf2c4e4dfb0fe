"""What the storefront is told: paid, refunded, or a window to use again (M5, M7, M9)."""

from __future__ import annotations

from ...clock import now
from ...models import Attempt
from ..attempts import states
from ..merchants import merchants
from ..messages import problems
from ..messages.problems import Problem
from ..messages.toss_codes import buyer_problem
from ..wallet import customers
from . import confirm
from .confirm import Taken
from .context import Failed, Outcome, Paid, Visit, Window
from .open_attempt import renew
from .read_back import Seen, read

_FAILED = {
    Taken.TRY_LATER: problems.TRY_LATER,
    Taken.SHOP: problems.MISCONFIGURED,
    Taken.NOT_REACHED: problems.NOT_REACHED,
    Taken.UNKNOWN: problems.CHECKING,
}


def outcome(
    visit: Visit, known: list[Attempt], current: Attempt, result: confirm.Result
) -> Outcome:
    """What came of a confirm, of a charge, or of a look at Toss."""
    if result.taken is Taken.APPROVED and visit.terms.keeps(current, visit.debt):
        return Paid(attempt=current)
    if result.taken is Taken.APPROVED and result.payment:
        states.to_refunding(current, result.payment, problems.TOTAL_CHANGED.code)
    if result.taken in (Taken.APPROVED, Taken.WRONG):
        client = merchants.client(current.merchant)
        given = visit.terms.give_back(current, client, visit.deadline, visit.desk)
        return Failed(problem=problems.REFUNDED if given else problems.BEING_REFUNDED)
    if result.taken is Taken.CLOSED:
        return renew(visit, known, buyer_problem(result.code))
    if result.taken is Taken.REFUSED:
        states.to_superseded(current)
        return renew(visit, known, buyer_problem(result.code))
    return Failed(problem=_FAILED[result.taken])


def changed(visit: Visit, known: list[Attempt], current: Attempt, payment_key: str = "") -> Outcome:
    """Another total: nothing is confirmed, but a worker may have died after it had been."""
    sight = read(current, merchants.client(current.merchant), visit.deadline, payment_key)
    if sight.seen is Seen.UNAPPROVED:
        if visit.terms.reprices:
            return renew(visit, known, problems.TOTAL_CHANGED, recalls=False)
        return Failed(problem=problems.TOTAL_CHANGED)
    if sight.seen is Seen.UNREADABLE:
        return Failed(problem=problems.CHECKING)
    return outcome(visit, known, current, confirm.settle(current, sight))


def again(visit: Visit, known: list[Attempt], current: Attempt, problem: Problem | None) -> Outcome:
    """Offer the window once more; a new one when it is too old or belongs to somebody else."""
    if problem is None and current.failure_code:
        problem = buyer_problem(current.failure_code)
    key_is_callers = customers.is_of(current.customer, visit.user_pk)
    if now() - current.opened_at >= Attempt.WINDOW_OFFERED:
        return renew(visit, known, problem or problems.WINDOW_EXPIRED, recalls=False)
    if visit.opens_windows and not key_is_callers:
        # Neither a user's key to a stranger, nor to its owner one that a stranger knows (M11).
        return renew(visit, known, problem, recalls=False)
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    if not visit.terms.pays(current, visit.debt):
        return changed(visit, known, current)
    return Window(attempt=current, problem=problem)
