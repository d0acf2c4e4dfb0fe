"""A buyer pays: the first call opens a window, every later one ends it or offers it again (M7)."""

from __future__ import annotations

from ...models import Attempt, AttemptStatus
from ..attempts import queries, states
from ..merchants import merchants
from ..messages import problems
from ..messages.problems import Problem
from ..messages.toss_codes import buyer_problem
from . import auto_payment, confirm, one_touch
from .conclude import again, changed, outcome
from .context import Failed, Outcome, Paid, Visit, Window
from .open_attempt import adopt, renew
from .other_attempts import is_under_way
from .read_back import Seen, read
from .storefront_data import Returned, Wish

__all__ = [
    "Failed",
    "Outcome",
    "Paid",
    "Visit",
    "Window",
    "book",
    "finish_unknown",
    "resume",
    "start",
]

CANCELED = ("PAY_PROCESS_CANCELED", "USER_CANCEL")


def start(visit: Visit, wish: Wish) -> Outcome:
    """The first call for a Payment or TransactionItem."""
    known = queries.of_source(visit.debt.source)
    current = queries.live(known, visit.debt.debtor)
    if current and (current.status == AttemptStatus.UNKNOWN or visit.terms.reopens):
        return resume(visit, None)
    opened = renew(visit, known, None, wish=wish)
    if isinstance(opened, Window) and opened.attempt.status == AttemptStatus.UNKNOWN:
        # Charged before, perhaps, in a transaction of the shop's that was rolled back (M4).
        known = [*known, opened.attempt]
        ended = _end_unknown(visit, known, opened.attempt, Returned())
        if ended:
            return ended
        opened = renew(visit, known, None, wish=wish)
    if not (isinstance(opened, Window) and wish.method_id and visit.charges):
        return opened
    with visit.terms.alone(opened.attempt) as alone:
        if not alone:
            return Failed(problem=problems.CHECKING)
        return one_touch.pay(visit, opened.attempt, wish.method_id)


def finish_unknown(visit: Visit) -> Outcome | None:
    """End an outcome that is not known, without starting anything; None when there is none."""
    known = queries.of_source(visit.debt.source)
    current = queries.live(known, visit.debt.debtor)
    if current is None or current.status != AttemptStatus.UNKNOWN:
        return None
    return _end_unknown(visit, known, current, Returned())


def book(visit: Visit) -> Outcome:
    """A worker has seen that Toss holds the money: book it, and start nothing."""
    known = queries.of_source(visit.debt.source)
    current = queries.live(known, visit.debt.debtor)
    if current is None:
        settled = visit.settle_others(known, before_confirm=False)
        if settled.adopted:
            return adopt(visit, known, settled.adopted)
        return Failed(problem=settled.problem or problems.CHECKING)
    sight = read(current, merchants.client(current.merchant), visit.deadline)
    if sight.seen in (Seen.UNAPPROVED, Seen.UNREADABLE):
        return Failed(problem=problems.CHECKING)
    return outcome(visit, known, current, confirm.settle(current, sight))


def resume(visit: Visit, data: object) -> Outcome:
    """Every later call: with what the window returned, or with nothing."""
    known = queries.of_source(visit.debt.source)
    current = queries.live(known, visit.debt.debtor)
    returned = Returned.parse(data)
    if current is None:
        return renew(visit, known, returned if isinstance(returned, Problem) else None)
    if current.status == AttemptStatus.UNKNOWN:
        ended = _end_unknown(visit, known, current, returned)
        if ended:
            return ended
        if auto_payment.is_charge(current) or not _repeats(current, returned):
            return renew(visit, known, None, recalls=False)
    if isinstance(returned, Problem):
        return again(visit, known, current, returned)
    if returned.failure:
        return _failed_in_window(visit, known, current, returned.failure)
    if not returned.is_success:
        return again(visit, known, current, None)
    return _take(visit, known, current, returned)


def _end_unknown(
    visit: Visit, known: list[Attempt], current: Attempt, returned: Returned | Problem
) -> Outcome | None:
    """Only Toss ends an unknown outcome (M5); None when it shows that nothing was approved."""
    key = returned.payment_key if isinstance(returned, Returned) and not current.payment_key else ""
    sight = read(current, merchants.client(current.merchant), visit.deadline, key)
    if sight.seen is Seen.UNREADABLE:
        return Failed(problem=problems.CHECKING)
    if sight.seen is not Seen.UNAPPROVED:
        return outcome(visit, known, current, confirm.settle(current, sight))
    if auto_payment.is_charge(current):
        return one_touch.charge_again(visit, known, current, sight)
    if is_under_way(current) and not _repeats(current, returned):
        return Failed(problem=problems.CHECKING)
    return None


def _repeats(current: Attempt, returned: Returned | Problem) -> bool:
    """Whether this is the return whose confirm has no known outcome: it may be sent again."""
    return (
        isinstance(returned, Returned)
        and _matches(current, returned) is None
        and current.payment_key in ("", returned.payment_key)
    )


def _matches(current: Attempt, returned: Returned) -> Problem | None:
    if returned.order_id != current.order_id:
        return problems.WRONG_ORDER
    if returned.amount != current.amount:
        return problems.WRONG_AMOUNT
    return None


def _take(visit: Visit, known: list[Attempt], current: Attempt, returned: Returned) -> Outcome:
    """Confirm, once nothing else can have paid the same debt (M1, M9)."""
    problem = _matches(current, returned)
    if problem:
        return again(visit, known, current, problem)
    terms = visit.terms
    if not terms.pays(current, visit.debt):
        return changed(visit, known, current, returned.payment_key)
    settled = visit.settle_others(known, besides=current, before_confirm=True)
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        states.to_superseded(current)
        return adopt(visit, known, settled.adopted)
    problem = terms.claim(current, visit.debt, returned.payment_key)
    if problem is problems.TOTAL_CHANGED:
        return changed(visit, known, current, returned.payment_key)
    if problem:
        return Failed(problem=problem)
    client = merchants.client(current.merchant)
    result = confirm.confirm(current, returned.payment_key, client, visit.deadline)
    return outcome(visit, known, current, result)


def _failed_in_window(visit: Visit, known: list[Attempt], current: Attempt, code: str) -> Outcome:
    """A failure that the buyer reports closes nothing, but its order id is not used again."""
    problem = buyer_problem("UNKNOWN" if code in problems.OURS else code)
    states.note_failure(current, problem.code)
    if code in CANCELED:
        return again(visit, known, current, problem)
    return renew(visit, known, problem, recalls=False)
