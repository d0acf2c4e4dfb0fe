"""What came of asking Toss for a refund."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ...api.payment import Cancel, Payment
from ...models import Refund


class Given(Enum):
    DONE = "done"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_REACHED = "not reached"
    BALANCE_DIFFERS = "balance differs"
    REPEATED = "repeated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    given: Given
    refund: Refund
    already_booked: bool = False
    code: str = ""
    message: str = ""
    payment: Payment | None = None
    strangers: tuple[Cancel, ...] = field(default=())
    """Cancels at Toss that the shop has not booked, when the balance differs."""
