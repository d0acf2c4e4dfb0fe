"""Which attempts and refunds of ours the rows of a page are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...api.settlement import Settlement
from ...models import Attempt, Merchant, Refund, RefundStatus

_NAME = re.compile(r"[A-Za-z0-9_=-]{6,200}")
"""A name of another form is none of ours, and no question to a database."""
_OF_ATTEMPTS = (
    *("order_id", "amount", "payment_key", "approved_at", "payment_pk", "transaction_token"),
    "balance",
)


class Found:
    """What our tables have of a page."""

    def __init__(self, merchants: Sequence[Merchant], rows: Sequence[Settlement]) -> None:
        # A key of an attempt that took nothing names nothing; the index is of the others.
        held = Attempt.objects.only(*_OF_ATTEMPTS)
        named = held.filter(order_id__in=_names(row.order_id for row in rows))
        keys = _names(row.payment_key for row in rows if not row.order_id)
        keyed = held.filter(
            merchant__in=merchants, payment_key__in=keys, status__in=["approved", "refunding"]
        )
        self.attempts = {one.order_id: one for one in named}
        self._by_key = {one.payment_key: one for one in keyed} if keys else {}
        self.attempts |= {one.order_id: one for one in self._by_key.values()}
        cancelled = [self.attempt(row) for row in rows if (row.amount or 0) < 0]
        done = Refund.objects.filter(
            attempt__in=[one.pk for one in cancelled if one], status=RefundStatus.DONE
        )
        self.refunds = {(one.attempt_id, one.transaction_key): one for one in done}

    def attempt(self, row: Settlement) -> Attempt | None:
        if row.order_id:
            return self.attempts.get(row.order_id)
        return self._by_key.get(row.payment_key)


def _names(texts: Iterable[str]) -> set[str]:
    return {text for text in texts if _NAME.fullmatch(text)}
