"""Opening an attempt, once no other one can take the same debt (M1)."""

from __future__ import annotations

from ...clock import now
from ...models import Attempt, AttemptStatus, columns
from ..attempts import order_ids, queries, schedule
from ..merchants import merchants
from ..messages import problems
from ..messages.problems import Problem
from ..messages.toss_codes import buyer_problem
from ..wallet import customers
from . import charge_log
from .context import Failed, Outcome, Paid, Visit, Window
from .payments_api_rules import Opening
from .storefront_data import Wish


def renew(
    visit: Visit,
    known: list[Attempt],
    problem: Problem | None,
    *,
    wish: Wish | None = None,
    recalls: bool = True,
) -> Outcome:
    """Open a new attempt, once it is known that no other one can take the debt too.

    `recalls`: say why the last one failed, where there is nothing else to say.
    """
    if not visit.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    settled = visit.settle_others(known, before_confirm=False)
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        return adopt(visit, known, settled.adopted)
    with visit.terms.opening(visit.debt, known) as opening:
        if isinstance(opening, Problem):
            return Failed(problem=opening)
        if len(queries.unclosed(opening.known)) >= queries.MAX_UNCLOSED:
            return Failed(problem=problems.TOO_MANY)
        previous = queries.last(opening.known, visit.debt.debtor)
        if problem is None and recalls and previous and previous.failure_code:
            problem = buyer_problem(previous.failure_code)
        attempt = _open(visit, opening, wish or _wish_of(previous, visit), problem)
    return Window(attempt=attempt, problem=problem)


def _wish_of(previous: Attempt | None, visit: Visit) -> Wish:
    """Wished once, served again; but a stranger's method and options are not the owner's (M11)."""
    wish = Wish.of(previous)
    if previous is None or customers.is_of(previous.customer, visit.user_pk):
        return wish
    return Wish(server_return=wish.server_return, return_url=wish.return_url)


def _open(visit: Visit, opening: Opening, wish: Wish, problem: Problem | None) -> Attempt:
    merchant, debtor = visit.merchant(), visit.debt.debtor
    number = queries.next_number(opening.known, debtor)
    # Only a Payment's attempt can have been rolled back: the other API commits its own.
    noted = charge_log.find(debtor, number) if isinstance(debtor, int) else None
    order_id = noted.order_id if noted else order_ids.make(debtor, number)
    status = AttemptStatus.UNKNOWN if noted else AttemptStatus.OPEN
    kept = {charge_log.CHARGED: wish.method_id, **wish.kept()} if noted else wish.kept()
    return Attempt.objects.create(
        order_id=order_id,
        merchant=merchant,
        secret=merchants.secret_of(merchant),
        customer=customers.of(merchant, visit.user_pk),
        source_type=visit.debt.source.type,
        source_id=visit.debt.source.id,
        channel_pk=visit.channel_pk,
        **columns(debtor),
        number=number,
        amount=opening.amount,
        window=visit.window(order_id, wish),
        wish=kept,
        status=status,
        confirm_sent_at=noted.noted_at if noted else None,
        opened_at=now(),
        due_at=schedule.first_look(status),
        failure_code=problem.code[:64] if problem else "",
    )


def adopt(visit: Visit, known: list[Attempt], attempt: Attempt) -> Outcome:
    """An earlier window's approval pays this very debt: book it here, where it can be booked."""
    debtor = visit.debt.debtor
    if attempt.debtor != debtor and isinstance(debtor, int):
        attempt.number = queries.next_number(known, debtor)
        attempt.payment_pk = debtor
        attempt.save(update_fields=["number", "payment_pk"])
    return Paid(attempt=attempt)
