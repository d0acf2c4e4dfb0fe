"""Before money moves: nothing else can have paid the same debt, and nobody else tries to."""

from __future__ import annotations

from ...models import Attempt
from ..attempts import queries, states
from ..messages import problems
from .conclude import total_changed
from .context import Failed, Outcome, PaymentContext
from .open_attempt import adopt


def claim(
    context: PaymentContext, known: list[Attempt], current: Attempt, payment_key: str
) -> Outcome | None:
    """Take the sole right to confirm or charge an attempt; what stands in the way (M1, M2, M9)."""
    rules = context.rules
    if not rules.pays(current, context.debt):
        return total_changed(context, known, current, payment_key)
    others = rules.check_others(
        context.debt, queries.others(known, current), context.deadline, before_confirm=True
    )
    if others.problem:
        return Failed(problem=others.problem)
    if others.adopted:
        states.to_superseded(current)
        return adopt(context, others.adopted)
    problem = rules.claim(current, context.debt, payment_key)
    if problem is problems.TOTAL_CHANGED:
        return total_changed(context, known, current, payment_key)
    return Failed(problem=problem) if problem else None
