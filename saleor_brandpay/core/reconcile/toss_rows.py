"""What the rows of one payment on a page of Toss's list say by themselves.

What a row stands for is not documented (section 4.6 of the reference): each refund may be a row of
its own, or a payment may have one row only, whose status says that it was refunded.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from ...api.payment import PaymentStatus
from ...api.transaction import Transaction
from ...models import Attempt, Stretch
from ..shop_records import RecordedPayment

REFUNDED = (PaymentStatus.CANCELED, PaymentStatus.PARTIAL_CANCELED)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRows:
    """The rows of one payment on a page."""

    payment_key: str
    order_id: str
    approvals: list[Transaction]
    refunds: list[Transaction]
    others: list[Transaction]


def is_within(at: datetime.datetime | None, stretch: Stretch) -> bool:
    """Toss's list takes both ends for a part of the span, in whole seconds."""
    return at is None or stretch.since <= at < stretch.until


def by_payment(rows: Sequence[Transaction]) -> list[PaymentRows]:
    groups: dict[str, PaymentRows] = {}
    for row in rows:
        group = groups.setdefault(
            row.payment_key,
            PaymentRows(
                payment_key=row.payment_key,
                order_id=row.order_id,
                approvals=[],
                refunds=[],
                others=[],
            ),
        )
        if row.status == PaymentStatus.DONE:
            group.approvals.append(row)
        elif row.status in REFUNDED:
            group.refunds.append(row)
        else:
            group.others.append(row)
    return list(groups.values())


def is_whole(group: PaymentRows, attempt: Attempt | None, stretch: Stretch) -> bool:
    """Whether a refunded row seems to stand for the payment with all its refunds.

    Were refunds rows of their own, the approval, which is of this day, would have been listed.
    """
    if group.approvals or not group.refunds:
        return False
    approved = attempt.approved_at if attempt else None
    return approved is None or is_within(approved.replace(microsecond=0), stretch)


def agree(group: PaymentRows, recorded_payments: Sequence[RecordedPayment]) -> bool:
    """Whether the rows alone show that the shop has booked the very same."""
    if group.others or len(recorded_payments) != 1:
        return False
    (recorded,) = recorded_payments
    refunds = {refund.token: refund.amount for refund in recorded.refunds}
    if not recorded.kept or len(recorded.captures) != 1 or len(refunds) != len(recorded.refunds):
        return False
    return all(row.amount == recorded.captures[0].amount for row in group.approvals) and all(
        refunds.get(row.transaction_key) == abs(row.amount) for row in group.refunds
    )
