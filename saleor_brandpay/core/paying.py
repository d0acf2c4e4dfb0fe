"""A buyer pays: the first call opens a window, every later one ends it or offers it again (M7)."""

from __future__ import annotations

from ..clock import now
from ..models import Attempt, AttemptStatus, columns
from . import (
    attempts,
    charge_notes,
    charging,
    confirming,
    customers,
    merchants,
    order_ids,
    problems,
    wallet,
)
from .confirming import Taken
from .problems import Problem
from .reading import Seen, Sight, read
from .settling import is_under_way
from .terms import Opening
from .toss_codes import buyer_problem
from .visit import Failed, Outcome, Paid, Visit, Window
from .window import Returned, Wish

CANCELED = ("PAY_PROCESS_CANCELED", "USER_CANCEL")
_FAILED = {
    Taken.TRY_LATER: problems.TRY_LATER,
    Taken.SHOP: problems.MISCONFIGURED,
    Taken.NOT_REACHED: problems.NOT_REACHED,
    Taken.UNKNOWN: problems.CHECKING,
}


def start(visit: Visit, wish: Wish) -> Outcome:
    """The first call for a Payment or TransactionItem."""
    known = attempts.of_source(visit.debt.source)
    current = attempts.live(known, visit.debt.debtor)
    if current and current.status == AttemptStatus.UNKNOWN:
        return resume(visit, None)
    opened = _renew(visit, known, None, wish=wish)
    if isinstance(opened, Window) and wish.method_id and visit.charges:
        return _one_touch(visit, opened.attempt, wish.method_id)
    return opened


def finish_unknown(visit: Visit) -> Outcome | None:
    """End an outcome that is not known, without starting anything; None when there is none."""
    known = attempts.of_source(visit.debt.source)
    current = attempts.live(known, visit.debt.debtor)
    if current is None or current.status != AttemptStatus.UNKNOWN:
        return None
    return _end_unknown(visit, known, current, Returned())


def book(visit: Visit) -> Outcome:
    """A worker has seen that Toss holds the money: book it, and start nothing."""
    known = attempts.of_source(visit.debt.source)
    current = attempts.live(known, visit.debt.debtor)
    if current is None:
        others = attempts.unclosed(known)
        settled = visit.terms.settle_others(
            visit.debt, others, visit.desk, visit.deadline, before_confirm=False
        )
        if settled.adopted:
            return _adopt(visit, known, settled.adopted)
        return Failed(problem=settled.problem or problems.CHECKING)
    sight = read(current, merchants.client(current.merchant), visit.deadline)
    if sight.seen in (Seen.UNAPPROVED, Seen.UNREADABLE):
        return Failed(problem=problems.CHECKING)
    return _outcome(visit, known, current, confirming.settle(current, sight))


def resume(visit: Visit, data: object) -> Outcome:
    """Every later call: with what the window returned, or with nothing."""
    known = attempts.of_source(visit.debt.source)
    current = attempts.live(known, visit.debt.debtor)
    returned = Returned.parse(data)
    if current is None:
        return _renew(visit, known, returned if isinstance(returned, Problem) else None)
    if current.status == AttemptStatus.UNKNOWN:
        ended = _end_unknown(visit, known, current, returned)
        if ended:
            return ended
        if not _repeats(current, returned):
            return _replace(visit, known, current, None)
    if isinstance(returned, Problem):
        return _again(visit, known, current, returned)
    if returned.failure:
        return _failed_in_window(visit, known, current, returned.failure)
    if not returned.is_success:
        return _again(visit, known, current, None)
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
        return _outcome(visit, known, current, confirming.settle(current, sight))
    if charging.CHARGED in current.wish:
        return _charge_again(visit, known, current, sight)
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
        return _again(visit, known, current, problem)
    terms = visit.terms
    if not terms.pays(current, visit.debt):
        return _changed(visit, known, current, returned.payment_key)
    others = [attempt for attempt in attempts.unclosed(known) if attempt is not current]
    settled = terms.settle_others(
        visit.debt, others, visit.desk, visit.deadline, before_confirm=True
    )
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        attempts.to_superseded(current)
        return _adopt(visit, known, settled.adopted)
    problem = terms.claim(current, visit.debt, returned.payment_key)
    if problem is problems.TOTAL_CHANGED:
        return _changed(visit, known, current, returned.payment_key)
    if problem:
        return Failed(problem=problem)
    client = merchants.client(current.merchant)
    result = confirming.confirm(current, returned.payment_key, client, visit.deadline)
    return _outcome(visit, known, current, result)


def _one_touch(visit: Visit, current: Attempt, method_id: str) -> Outcome:
    """Charge the buyer's own stored method; whatever is in the way, the window can be used."""
    method = wallet.find(current.customer, method_id, visit.deadline)
    if isinstance(method, Problem):
        return Window(attempt=current, problem=method)
    known = attempts.of_source(visit.debt.source)
    others = [one for one in attempts.unclosed(known) if one.pk != current.pk]
    settled = visit.terms.settle_others(
        visit.debt, others, visit.desk, visit.deadline, before_confirm=True
    )
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        attempts.to_superseded(current)
        return _adopt(visit, known, settled.adopted)
    return _charge(visit, known, current, method)


def _charge(
    visit: Visit, known: list[Attempt], current: Attempt, method: wallet.StoredMethod
) -> Outcome:
    problem = visit.terms.claim(current, visit.debt, current.payment_key)
    if problem:
        return Failed(problem=problem)
    charge_notes.keep(current.order_id)
    result = charging.charge(
        current,
        method,
        merchants.client(current.merchant),
        visit.deadline,
        owed_since=visit.owed_since or current.opened_at,
    )
    known = [one for one in known if one.pk != current.pk]
    return _outcome(visit, [*known, current], current, result)


def _charge_again(
    visit: Visit, known: list[Attempt], current: Attempt, sight: Sight
) -> Outcome | None:
    """A charge without a known outcome: the same one is sent again, by its owner only (M3)."""
    if visit.charges:
        method = wallet.find(current.customer, current.wish[charging.CHARGED], visit.deadline)
        if not isinstance(method, Problem):
            return _charge(visit, known, current, method)
    if is_under_way(current) or sight.payment is not None:
        return Failed(problem=problems.CHECKING)
    return None


def _outcome(
    visit: Visit, known: list[Attempt], current: Attempt, result: confirming.Result
) -> Outcome:
    if result.taken is Taken.APPROVED and visit.terms.keeps(current, visit.debt):
        return Paid(attempt=current)
    if result.taken is Taken.APPROVED and result.payment:
        attempts.to_refunding(current, result.payment, problems.TOTAL_CHANGED.code)
    if result.taken in (Taken.APPROVED, Taken.WRONG):
        client = merchants.client(current.merchant)
        given = visit.terms.give_back(current, client, visit.deadline, visit.desk)
        return Failed(problem=problems.REFUNDED if given else problems.BEING_REFUNDED)
    if result.taken is Taken.CLOSED:
        return _renew(visit, known, buyer_problem(result.code))
    if result.taken is Taken.REFUSED:
        attempts.to_superseded(current)
        return _renew(visit, known, buyer_problem(result.code))
    return Failed(problem=_FAILED[result.taken])


def _failed_in_window(visit: Visit, known: list[Attempt], current: Attempt, code: str) -> Outcome:
    """A failure that the buyer reports closes nothing, but its order id is not used again."""
    problem = buyer_problem("UNKNOWN" if code in problems.OURS else code)
    attempts.note_failure(current, problem.code)
    if code in CANCELED:
        return _again(visit, known, current, problem)
    return _replace(visit, known, current, problem)


def _again(
    visit: Visit, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    """Offer the window once more; a new one when it is too old or belongs to somebody else."""
    if problem is None and current.failure_code:
        problem = buyer_problem(current.failure_code)
    key_is_callers = current.customer.user_id == visit.user_pk
    if now() - current.opened_at >= Attempt.WINDOW_OFFERED:
        return _replace(visit, known, current, problem or problems.WINDOW_EXPIRED)
    if visit.opens_windows and not key_is_callers:
        # Neither a user's key to a stranger, nor to its owner one that a stranger knows (M11).
        return _replace(visit, known, current, problem)
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    if not visit.terms.pays(current, visit.debt):
        return _changed(visit, known, current)
    return Window(attempt=current, problem=problem)


def _changed(
    visit: Visit, known: list[Attempt], current: Attempt, payment_key: str = ""
) -> Outcome:
    """Another total: nothing is confirmed, but a worker may have died after it had been."""
    sight = read(current, merchants.client(current.merchant), visit.deadline, payment_key)
    if sight.seen is Seen.UNAPPROVED:
        if visit.terms.reprices:
            return _replace(visit, known, current, problems.TOTAL_CHANGED)
        return Failed(problem=problems.TOTAL_CHANGED)
    if sight.seen is Seen.UNREADABLE:
        return Failed(problem=problems.CHECKING)
    return _outcome(visit, known, current, confirming.settle(current, sight))


def _replace(
    visit: Visit, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    return _renew(visit, known, problem, was=current)


def _renew(
    visit: Visit,
    known: list[Attempt],
    problem: Problem | None,
    *,
    was: Attempt | None = None,
    wish: Wish | None = None,
) -> Outcome:
    """Open a new attempt, once it is known that no other one can take the debt too."""
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    others = attempts.unclosed(known)
    settled = visit.terms.settle_others(
        visit.debt, others, visit.desk, visit.deadline, before_confirm=False
    )
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        return _adopt(visit, known, settled.adopted)
    with visit.terms.opening(visit.debt, known) as opening:
        if isinstance(opening, Problem):
            return Failed(problem=opening)
        if len(attempts.unclosed(opening.known)) >= attempts.MAX_UNCLOSED:
            return Failed(problem=problems.TOO_MANY)
        previous = attempts.last(opening.known, visit.debt.debtor)
        if problem is None and previous and previous.failure_code and was is None:
            problem = buyer_problem(previous.failure_code)
        attempt = _open(visit, opening, wish or Wish.of(previous), problem)
    return Window(attempt=attempt, problem=problem)


def _open(visit: Visit, opening: Opening, wish: Wish, problem: Problem | None) -> Attempt:
    merchant = visit.merchant()
    number = attempts.next_number(opening.known, visit.debt.debtor)
    if visit.user_pk is None:
        customer = customers.guest(merchant)
    else:
        customer = customers.of_user(merchant, visit.user_pk)
    order_id = order_ids.make(visit.debt.debtor, number)
    return Attempt.objects.create(
        order_id=order_id,
        merchant=merchant,
        secret=merchants.secret_of(merchant),
        customer=customer,
        source_type=visit.debt.source.type,
        source_id=visit.debt.source.id,
        channel_pk=visit.channel_pk,
        **columns(visit.debt.debtor),
        number=number,
        amount=opening.amount,
        window=visit.window(order_id, wish),
        wish=wish.kept(),
        opened_at=now(),
        due_at=attempts.first_look(AttemptStatus.OPEN),
        failure_code=problem.code[:64] if problem else "",
    )


def _adopt(visit: Visit, known: list[Attempt], attempt: Attempt) -> Outcome:
    """An earlier window's approval pays this very debt: book it here, where it can be booked."""
    debtor = visit.debt.debtor
    if attempt.debtor != debtor and isinstance(debtor, int):
        attempt.number = attempts.next_number(known, debtor)
        attempt.payment_pk = debtor
        attempt.save(update_fields=["number", "payment_pk"])
    return Paid(attempt=attempt)
