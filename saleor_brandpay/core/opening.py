"""Opening an attempt, once no other one can take the same debt (M1)."""

from __future__ import annotations

from ..clock import now
from ..models import Attempt, AttemptStatus, columns
from . import attempts, customers, merchants, order_ids, problems, schedule
from .problems import Problem
from .terms import Opening
from .toss_codes import buyer_problem
from .visit import Failed, Outcome, Paid, Visit, Window
from .window import Wish


def renew(
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
        return adopt(visit, known, settled.adopted)
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
        due_at=schedule.first_look(AttemptStatus.OPEN),
        failure_code=problem.code[:64] if problem else "",
    )


def replace(
    visit: Visit, known: list[Attempt], current: Attempt, problem: Problem | None
) -> Outcome:
    """Offer a new window in place of one that cannot be used, where somebody can open it."""
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    return renew(visit, known, problem, was=current)


def adopt(visit: Visit, known: list[Attempt], attempt: Attempt) -> Outcome:
    """An earlier window's approval pays this very debt: book it here, where it can be booked."""
    debtor = visit.debt.debtor
    if attempt.debtor != debtor and isinstance(debtor, int):
        attempt.number = attempts.next_number(known, debtor)
        attempt.payment_pk = debtor
        attempt.save(update_fields=["number", "payment_pk"])
    return Paid(attempt=attempt)
