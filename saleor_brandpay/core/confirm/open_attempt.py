"""Opening an attempt, once no other one can take the same debt (M1)."""

from __future__ import annotations

from ...clock import now
from ...models import Attempt, Merchant
from .. import limits
from ..attempts import order_ids, queries, schedule, states
from ..merchants import merchants
from ..messages import problems
from ..messages.problem import Problem
from ..messages.toss_codes import buyer_problem
from ..wallet import customers
from .context import Failed, Outcome, Paid, PaymentContext, ReadyToCharge, ShowWindow
from .rules import Opening
from .storefront_data import StorefrontData


def open_attempt(
    context: PaymentContext,
    known: list[Attempt],
    problem: Problem | None,
    *,
    storefront_data: StorefrontData | None = None,
    method_id: str = "",
    recalls: bool = True,
) -> Outcome:
    """Open a new attempt, once it is known that no other one can take the debt too.

    `method_id`: the stored method that it is to charge; else it is paid in the window.
    `recalls`: say why the last one failed, where there is nothing else to say.
    """
    if not context.opens_windows:
        return Failed(problem=problem or problems.BAD_RETURN)
    merchant = context.merchant()
    if merchants.is_frozen(merchant):
        return Failed(problem=problems.FROZEN)
    others = context.rules.check_others(
        context.debt, _to_be_read(context, known), context.deadline, before_confirm=False
    )
    if others.problem:
        return Failed(problem=others.problem)
    if others.adopted:
        return adopt(context, others.adopted)
    with context.rules.opening(context.debt, known) as opening:
        if isinstance(opening, Problem):
            return Failed(problem=opening)
        in_the_way = queries.in_the_way(opening.known)
        if in_the_way:
            states.make_room(in_the_way)
        previous = queries.last(opening.known, context.debt.reference)
        if problem is None and recalls and previous and previous.failure_code:
            problem = buyer_problem(previous.failure_code)
        wished = storefront_data or _storefront_data_of(previous, context)
        attempt = _open(context, merchant, opening, wished, method_id, problem)
    if method_id:
        return ReadyToCharge(attempt=attempt, problem=problem)
    return ShowWindow(attempt=attempt, problem=problem)


def _to_be_read(context: PaymentContext, known: list[Attempt]) -> list[Attempt]:
    """The other attempts that Toss is asked about before a window opens.

    Windows take no money: for whoever opens too many of them the idle ones stay unread. They are
    never confirmed then, and workers watch them (M5, M22).
    """
    others = queries.others(known)
    source, idle = context.debt.source, [one for one in others if one.status in queries.IDLE]
    if limits.spend(len(others), buyer=source.id, address=context.address):
        return others
    states.make_room(one for one in idle if one.reference == context.debt.reference)
    return [one for one in others if one not in idle]


def _storefront_data_of(previous: Attempt | None, context: PaymentContext) -> StorefrontData:
    """Wished once, served again; but a stranger's method and options are not the owner's (M11).

    Nor are those of test keys of any use with live ones.
    """
    storefront_data = StorefrontData.of(previous)
    if previous is None or (
        customers.is_of(previous.customer, context.user_pk) and context.debt.takes(previous)
    ):
        return storefront_data
    return StorefrontData(
        server_return=storefront_data.server_return, return_url=storefront_data.return_url
    )


def _open(
    context: PaymentContext,
    merchant: Merchant,
    opening: Opening,
    storefront_data: StorefrontData,
    method_id: str,
    problem: Problem | None,
) -> Attempt:
    order_id = order_ids.make(merchant.installation.code)
    attempt = Attempt(
        order_id=order_id,
        merchant=merchant,
        secret=merchants.secret_of(merchant),
        customer=customers.of(merchant, context.user_pk),
        source_type=context.debt.source.type,
        source_id=context.debt.source.id,
        channel_pk=context.channel_pk,
        **context.debt.reference.columns,
        amount=opening.amount,
        payment_fields=context.payment_fields(order_id, storefront_data),
        storefront_data=storefront_data.kept(),
        method_id=method_id,
        opened_at=now(),
        failure_code=problem.code[:64] if problem else "",
    )
    attempt.due_at = schedule.first_look_at_charge() if method_id else schedule.first_sync(attempt)
    attempt.save(force_insert=True)
    return attempt


def adopt(context: PaymentContext, attempt: Attempt) -> Outcome:
    """An earlier window's approval pays this very debt: book it here, where it can be booked."""
    reference = context.debt.reference
    if attempt.reference != reference and reference.payment_pk is not None:
        attempt.payment_pk = reference.payment_pk
        attempt.save(update_fields=["payment_pk"])
    return Paid(attempt=attempt)
