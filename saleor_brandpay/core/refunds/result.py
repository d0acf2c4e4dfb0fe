"""What came of asking Toss for a refund."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from ...api.payment import Cancel, Payment
from ...clock import now
from ...conf import conf
from ...models import Refund
from ..messages.problem import Problem
from ..messages.refund_problems import (
    CHECKING,
    FROZEN,
    NOT_REACHED,
    balance_differs,
    repeated_refund,
)
from ..messages.toss_codes import staff_problem


class RefundOutcome(Enum):
    DONE = "done"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_REACHED = "not reached"
    BALANCE_DIFFERS = "balance differs"
    REPEATED = "repeated"


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundResult:
    outcome: RefundOutcome
    refund: Refund
    already_booked: bool = False
    code: str = ""
    message: str = ""
    payment: Payment | None = None
    foreign_cancels: tuple[Cancel, ...] = field(default=())
    """Cancels at Toss that the shop has not booked, when the balance differs."""


def problem_of(result: RefundResult) -> Problem:
    """Why a refund was not made, or is not known to be."""
    if result.code == FROZEN.code:
        return FROZEN
    if result.outcome is RefundOutcome.UNKNOWN:
        return CHECKING
    if result.outcome is RefundOutcome.NOT_REACHED:
        return NOT_REACHED
    if result.outcome is RefundOutcome.REPEATED:
        return _repeated(result.refund)
    if result.outcome is RefundOutcome.BALANCE_DIFFERS and result.payment:
        return balance_differs(result.payment.balance_amount)
    return staff_problem(result.code, result.message)


def _repeated(refund: Refund) -> Problem:
    done_at = refund.done_at or now()
    left = conf.refund_guard - (now() - done_at).total_seconds()
    return repeated_refund(refund.amount, done_at, max(math.ceil(left), 1))
