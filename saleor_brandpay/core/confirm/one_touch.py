"""A stored method pays at once, for nobody but its owner (M4, M11)."""

from __future__ import annotations

from ...models import Attempt
from ..attempts import queries, states
from ..merchants import merchants
from ..messages import problems
from ..messages.problems import Problem
from ..wallet import customers, list_methods
from ..wallet.method import StoredMethod
from . import auto_payment, charge_log
from .conclude import conclude
from .context import Failed, Outcome, PaymentContext, ShowWindow
from .open_attempt import adopt
from .other_attempts import is_under_way
from .read_back import ReadBack


def pay(context: PaymentContext, current: Attempt, method_id: str) -> Outcome:
    """Charge the buyer's own stored method; whatever is in the way, the window can be used."""
    method = list_methods.find(current.customer, method_id, context.deadline)
    if isinstance(method, Problem):
        return ShowWindow(attempt=current, problem=method)
    known = queries.of_source(context.debt.source)
    others = context.rules.check_others(
        context.debt, queries.others(known, current), context.deadline, before_confirm=True
    )
    if others.problem:
        return Failed(problem=others.problem)
    if others.adopted:
        states.to_superseded(current)
        return adopt(context, known, others.adopted)
    return _charge(context, known, current, method)


def _charge(
    context: PaymentContext, known: list[Attempt], current: Attempt, method: StoredMethod
) -> Outcome:
    # Kept with the claim: whoever finds a worker dead must know that no window was confirmed.
    current.storefront_data = {charge_log.CHARGED: method.id, **current.storefront_data}
    problem = context.rules.claim(current, context.debt, current.payment_key)
    if problem:
        return Failed(problem=problem)
    charge_log.keep(current.order_id)
    result = auto_payment.charge(
        current,
        method,
        merchants.client(current.merchant),
        context.deadline,
        owed_since=context.owed_since or current.opened_at,
    )
    known = [one for one in known if one.pk != current.pk]
    return conclude(context, [*known, current], current, result)


def charge_again(
    context: PaymentContext, known: list[Attempt], current: Attempt, read_back: ReadBack
) -> Outcome | None:
    """A charge without a known outcome: the same one is sent again, by its owner only (M3)."""
    is_owners = context.charges and customers.is_of(current.customer, context.user_pk)
    if is_owners and context.debt.takes(current):
        method = list_methods.find(
            current.customer, current.storefront_data[charge_log.CHARGED], context.deadline
        )
        if not isinstance(method, Problem):
            return _charge(context, known, current, method)
    if is_under_way(current) or read_back.payment is not None:
        return Failed(problem=problems.CHECKING)
    return None
