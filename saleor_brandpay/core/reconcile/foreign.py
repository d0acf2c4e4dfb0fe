"""Payments of other systems under the same MID: counted, named by a few examples, no more.

Whatever they look like, other currencies and shapes that we do not know, is their business.
"""

from __future__ import annotations

from ...models import Kind, Stretch
from ..attempts import order_ids
from .compare import Difference
from .recording import EXAMPLES, Page
from .toss_rows import PaymentRows


def count(stretch: Stretch, page: Page, group: PaymentRows) -> None:
    """A payment is counted where its approval is listed, or whatever stands in its place."""
    counted = group.approvals or group.others
    if not counted:
        return
    won = sum(row.amount or 0 for row in group.approvals)
    page.count(foreign=1, foreign_won=won)
    if stretch.foreign + page.counted.get("foreign", 0) > EXAMPLES:
        return
    page.differences.append(
        Difference(
            kind=Kind.FOREIGN,
            reason=_reason(group),
            order_id=group.order_id,
            payment_key=group.payment_key,
            toss_won=won,
            at=counted[0].transaction_at,
        )
    )


def _reason(group: PaymentRows) -> str:
    if order_ids.installation_of(group.order_id):
        return "other_installation"
    if not all(row.is_in_won for row in group.rows):
        return "other_currency"
    return "other_system" if group.are_readable else "other_shape"
