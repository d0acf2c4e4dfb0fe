"""What makes a repeat the same refund, and the mark that it leaves at Toss (M3, M10)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from ...api.text import cut, plain
from ...clock import now
from ...models import Attempt, Refund
from ..merchants.crypto import fingerprint_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """What makes a repeat the same refund."""

    number: int
    """Refunds that the shop has booked before this one."""
    expected_balance: int
    """Won that the shop believes to be left."""
    amount: int
    lines: tuple[str, ...] = ()
    """What is refunded, in the shop's words; empty when only an amount is."""
    grant: str = ""
    """The operation of the granted refund that this one pays, once and for ever."""
    reason: str = ""
    """What staff typed; no part of what makes a repeat the same refund."""

    @property
    def operation(self) -> str:
        """Names the click: by its lines when there are any, else by its amount."""
        if self.grant:
            return self.grant
        if self.lines:
            return "l" + fingerprint_text("\n".join(self.lines))
        return "a" + fingerprint_text(str(self.amount))

    def row(self, attempt: Attempt, operation: str = "") -> Refund:
        return Refund(
            attempt=attempt,
            number=self.number,
            operation=operation or self.operation,
            amount=self.amount,
            expected_balance=self.expected_balance,
            reason=typed(self.reason),
            created_at=now(),
        )


TYPED = 150
"""UTF-16 units; Toss's cancelReason has 200, and our mark needs its place."""
_MARK_BEGINS = re.compile(r"\[\s*bp\s*:", re.IGNORECASE)
_MARK = re.compile(r"\[bp:(\d{1,9}):([agl][0-9a-f]{16})\]")


def request_line(pk: int, created_at: datetime.datetime) -> str:
    """Transactions API: each request of staff's is an operation of its own."""
    return _named("request", pk, created_at)


def request_operation(pk: int, created_at: datetime.datetime) -> str:
    return "l" + fingerprint_text(request_line(pk, created_at))


def grant_operation(pk: int, created_at: datetime.datetime) -> str:
    """Transactions API: a granted refund, however often staff ask for it."""
    return "g" + fingerprint_text(_named("grant", pk, created_at))


def _named(row: str, pk: int, created_at: datetime.datetime) -> str:
    """With its time: a database that went back in time gives a primary key out again (M19)."""
    return f"{row} {pk} {created_at.astimezone(datetime.UTC).isoformat()}"


def is_grant(operation: str) -> bool:
    return operation.startswith("g")


def operation_of(reason: str) -> str:
    """The operation whose mark a cancel at Toss bears; empty when it is not ours."""
    match = _MARK.search(reason)
    return match[2] if match else ""


def mark(row: Refund) -> str:
    return f"[bp:{row.number}:{row.operation}]"


def typed(reason: str) -> str:
    """What staff typed, as it may stand before a mark: in one line, and itself no mark."""
    return cut(_MARK_BEGINS.sub("(bp:", plain(reason)), TYPED)


def cancel_reason(row: Refund) -> str:
    """Toss's cancelReason, read by people and by us.

    The same at every call of a row: Toss's idempotency knows one body for a key (M3).

    UNCERTAIN: whether its 200 are characters or bytes, and which characters it refuses.
    """
    return f"{row.reason or 'Saleor refund'} {mark(row)}"


def is_marked(row: Refund, reason: str) -> bool:
    """A grant's mark is its own whatever number it bears: it is refunded once."""
    if is_grant(row.operation):
        return operation_of(reason) == row.operation
    return mark(row) in reason


def idempotency_key(attempt: Attempt, row: Refund) -> str:
    """The Idempotency-Key; the payment key is part of the path, which Toss adds to the scope."""
    return (
        f"cancel:{attempt.order_id}:{row.number}:{row.expected_balance}:{row.amount}"
        f":{row.operation}:{row.step}"
    )
