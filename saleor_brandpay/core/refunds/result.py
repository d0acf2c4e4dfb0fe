"""What came of asking Toss for a refund."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from django.utils import timezone

from ...api.payment import Cancel, Payment
from ...conf import conf
from ...models import Refund
from ..messages.problems import Problem
from ..messages.refund_problems import (
    CHECKING,
    NOT_REACHED,
    balance_differs,
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
    if result.outcome is RefundOutcome.UNKNOWN:
        return CHECKING
    if result.outcome is RefundOutcome.NOT_REACHED:
        return NOT_REACHED
    if result.outcome is RefundOutcome.REPEATED:
        return _repeated(result)
    if result.outcome is RefundOutcome.BALANCE_DIFFERS and result.payment:
        return balance_differs(result.payment.balance_amount)
    return staff_problem(result.code, result.message)


def _repeated(result: RefundResult) -> Problem:
    at = timezone.localtime(result.refund.done_at).strftime("%H:%M:%S")
    return Problem(
        code="REPEATED_REFUND",
        ko=f"같은 환불({result.refund.amount:,}원)을 {at}에 이미 했습니다. 한 번 더 환불하려면 "
        f"{conf.refund_guard:.0f}초 뒤에 다시 누르세요.",
        en=f"The same refund ({result.refund.amount:,} won) was made at {at}. To refund it once "
        f"more, try again after {conf.refund_guard:.0f} seconds.",
    )
