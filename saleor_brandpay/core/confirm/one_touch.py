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
from .conclude import outcome
from .context import Failed, Outcome, Visit, Window
from .open_attempt import adopt
from .other_attempts import is_under_way
from .read_back import Sight


def pay(visit: Visit, current: Attempt, method_id: str) -> Outcome:
    """Charge the buyer's own stored method; whatever is in the way, the window can be used."""
    method = list_methods.find(current.customer, method_id, visit.deadline)
    if isinstance(method, Problem):
        return Window(attempt=current, problem=method)
    known = queries.of_source(visit.debt.source)
    settled = visit.settle_others(known, besides=current, before_confirm=True)
    if settled.problem:
        return Failed(problem=settled.problem)
    if settled.adopted:
        states.to_superseded(current)
        return adopt(visit, known, settled.adopted)
    return _charge(visit, known, current, method)


def _charge(visit: Visit, known: list[Attempt], current: Attempt, method: StoredMethod) -> Outcome:
    # Kept with the claim: whoever finds a worker dead must know that no window was confirmed.
    current.wish = {charge_log.CHARGED: method.id, **current.wish}
    problem = visit.terms.claim(current, visit.debt, current.payment_key)
    if problem:
        return Failed(problem=problem)
    charge_log.keep(current.order_id)
    result = auto_payment.charge(
        current,
        method,
        merchants.client(current.merchant),
        visit.deadline,
        owed_since=visit.owed_since or current.opened_at,
    )
    known = [one for one in known if one.pk != current.pk]
    return outcome(visit, [*known, current], current, result)


def charge_again(
    visit: Visit, known: list[Attempt], current: Attempt, sight: Sight
) -> Outcome | None:
    """A charge without a known outcome: the same one is sent again, by its owner only (M3)."""
    if visit.charges and customers.is_of(current.customer, visit.user_pk):
        method = list_methods.find(
            current.customer, current.wish[charge_log.CHARGED], visit.deadline
        )
        if not isinstance(method, Problem):
            return _charge(visit, known, current, method)
    if is_under_way(current) or sight.payment is not None:
        return Failed(problem=problems.CHECKING)
    return None
