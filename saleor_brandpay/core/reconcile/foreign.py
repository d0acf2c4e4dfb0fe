"""Payments of other systems under the same MID: counted, named by a few examples, no more.

Whatever they look like, other currencies and shapes that we do not know, is their business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from django.db.models import F

from ...models import Finding, Kind, Reconciliation, Stretch
from ..attempts import order_ids
from . import spans
from .compare import Difference
from .recording import EXAMPLES, Page
from .toss_rows import PaymentRows


def is_foreign(group: PaymentRows, of_attempts: Container[str]) -> bool:
    """Whether its order id says so already: no attempt's, and of a form that none ever had.

    What the shop has booked of it all the same is found among the shop's records.
    """
    named = group.order_id
    return bool(named) and named not in of_attempts and not order_ids.installation_of(named)


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


def keep_examples(run: Reconciliation) -> None:
    """As many of each day as if it had not been cut: the first ones."""
    named: Counter[object] = Counter()
    beyond = []
    rows = run.findings.filter(kind=Kind.FOREIGN).order_by(
        "stretch__since", F("at").asc(nulls_last=True), "order_id", "payment_key"
    )
    for pk, merchant, since in rows.values_list("pk", "stretch__merchant", "stretch__since"):
        day = merchant, spans.date(since)
        named[day] += 1
        if named[day] > EXAMPLES:
            beyond.append(pk)
    Finding.objects.filter(pk__in=beyond).delete()


def _reason(group: PaymentRows) -> str:
    if order_ids.installation_of(group.order_id):
        return "other_installation"
    if not all(row.is_in_won for row in group.rows):
        return "other_currency"
    return "other_system" if group.are_readable else "other_shape"
