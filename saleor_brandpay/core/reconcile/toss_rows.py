"""What the rows of one payment on a page of Toss's list say by themselves.

Toss has a row for each approval and each cancel, with a transaction key of its own (its guide on
transactions). A list with one row per payment, whose status says that it was refunded, is read too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...api.transaction import Transaction
from ...models import Attempt, Stretch
from ..shop_records import RecordedPayment
from .spans import Span

_KEY = re.compile(r"[A-Za-z0-9_=-]{8,200}")
"""A row whose key is of another form has none for us: it is sent back to Toss as the cursor."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRows:
    """The rows of one payment on a page. Another system's may lack either name."""

    payment_key: str
    order_id: str
    approvals: list[Transaction]
    refunds: list[Transaction]
    others: list[Transaction]

    @property
    def rows(self) -> list[Transaction]:
        return [*self.approvals, *self.refunds, *self.others]

    @property
    def are_readable(self) -> bool:
        return all(row.is_readable for row in self.rows)


def up_to_last_key(listed: Sequence[Transaction]) -> Sequence[Transaction]:
    """The rows that the next page begins behind; all of them if none has a key to go on with."""
    keyed = [number for number, row in enumerate(listed) if is_key(row.transaction_key)]
    return listed[: keyed[-1] + 1] if keyed else listed


def is_key(transaction_key: str) -> bool:
    return _KEY.fullmatch(transaction_key) is not None


def is_within(at: datetime.datetime | None, span: Span) -> bool:
    """Toss's list takes both ends for a part of the span, in whole seconds."""
    return at is None or span[0] <= at < span[1]


def by_payment(rows: Sequence[Transaction]) -> list[PaymentRows]:
    groups: dict[tuple[str, object], list[Transaction]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(_name(row, number), []).append(row)
    return [_rows_of(group) for group in groups.values()]


def _name(row: Transaction, number: int) -> tuple[str, object]:
    """Rows without names are each a payment of its own."""
    if row.payment_key:
        return "payment", row.payment_key
    return ("order", row.order_id) if row.order_id else ("row", number)


def _rows_of(group: Sequence[Transaction]) -> PaymentRows:
    return PaymentRows(
        payment_key=group[0].payment_key,
        order_id=next((row.order_id for row in group if row.order_id), ""),
        approvals=[row for row in group if row.is_approval],
        refunds=[row for row in group if row.is_refund],
        others=[row for row in group if not (row.is_approval or row.is_refund)],
    )


def is_whole(group: PaymentRows, attempt: Attempt | None, stretch: Stretch) -> bool:
    """Whether a refunded row seems to stand for the payment with all its refunds.

    Were refunds rows of their own, the approval, which is of this stretch, would be listed.
    """
    if group.approvals or not group.refunds:
        return False
    approved = attempt.approved_at if attempt else None
    return approved is None or is_within(approved.replace(microsecond=0), stretch.span)


def agree(group: PaymentRows, recorded_payments: Sequence[RecordedPayment]) -> bool:
    """Whether the rows alone show that the shop has booked the very same."""
    if group.others or not group.are_readable or len(recorded_payments) != 1:
        return False
    (recorded,) = recorded_payments
    refunds = {refund.token: refund.amount for refund in recorded.refunds}
    if (
        recorded.overcharge
        or not recorded.kept
        or len(recorded.captures) != 1
        or len(refunds) != len(recorded.refunds)
    ):
        return False
    return all(row.amount == recorded.captures[0].amount for row in group.approvals) and all(
        refunds.get(row.transaction_key) == abs(row.amount or 0) for row in group.refunds
    )
