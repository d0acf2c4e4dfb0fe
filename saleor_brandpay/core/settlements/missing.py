"""What was paid or refunded here in a month, and is in none of Toss's rows.

UNCERTAIN: whether what is refunded in full before it is settled is ever listed, and how long after
a payment its row appears.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db.models import Q, QuerySet

from ...clock import now
from ...models import Attempt, Merchant, Refund, RefundStatus
from .compare import AT_ONCE, Comparison, recorded_payments
from .line import Difference, Line
from .month import DAY, Month, day_of

WAITS = 3 * DAY
"""So long after a payment or a refund its row may not be there yet."""
T = TypeVar("T")


class Missing:
    """Of one MID in a month; `counted` has what is no difference."""

    def __init__(self, comparison: Comparison, month: Month) -> None:
        self._comparison, self._month = comparison, month
        self._young = now() - WAITS
        self.counted: Counter[str] = Counter()

    def is_any(self) -> bool:
        """Whether rows of the days around the month may have what its own ones lack."""
        found = next(self._attempts(), None) or next(self._refunds(), None)
        self.counted.clear()
        return found is not None

    def lines(self) -> Iterator[Line]:
        for attempts in _parts(self._attempts()):
            yield from self._of_attempts(attempts)
        for refunds in _parts(self._refunds()):
            yield from self._of_refunds(refunds)

    def _attempts(self) -> Iterator[Attempt]:
        rows = paid(self._comparison.merchants, self._month).order_by("pk")
        for attempt in rows.iterator(chunk_size=AT_ONCE):
            if attempt.pk in self._comparison.sales:
                continue
            if _is_given_back(attempt):
                self.counted["given_back"] += 1
            elif attempt.approved_at and attempt.approved_at > self._young:
                self.counted["young"] += 1
            else:
                yield attempt

    def _refunds(self) -> Iterator[Refund]:
        month = self._month
        rows = Refund.objects.filter(
            attempt__merchant__in=self._comparison.merchants,
            status=RefundStatus.DONE,
            done_at__gte=month.since,
            done_at__lt=month.until,
        ).order_by("pk")
        for refund in rows.select_related("attempt").iterator(chunk_size=AT_ONCE):
            if refund.pk in self._comparison.refunds:
                continue
            if refund.attempt.pk not in self._comparison.sales and _is_given_back(refund.attempt):
                continue
            if refund.done_at and refund.done_at > self._young:
                self.counted["young"] += 1
            else:
                yield refund

    def _of_attempts(self, attempts: Sequence[Attempt]) -> Iterator[Line]:
        recorded = recorded_payments(self._comparison.shop, attempts)
        for attempt in attempts:
            booked = recorded.get(attempt.reference)
            yield self._line(
                attempt,
                Difference.NOT_SETTLED,
                attempt.approved_at,
                attempt.amount,
                booked.order if booked else "",
            )

    def _of_refunds(self, refunds: Sequence[Refund]) -> Iterator[Line]:
        recorded = recorded_payments(self._comparison.shop, [one.attempt for one in refunds])
        for refund in refunds:
            booked = recorded.get(refund.attempt.reference)
            yield self._line(
                refund.attempt,
                Difference.REFUND_NOT_SETTLED,
                refund.done_at,
                -refund.amount,
                booked.order if booked else "",
                refund.transaction_key,
            )

    def _line(
        self,
        attempt: Attempt,
        difference: Difference,
        at: datetime.datetime | None,
        here: int,
        order: str,
        transaction_key: str = "",
    ) -> Line:
        return Line(
            merchant=self._comparison.name,
            difference=difference,
            sold=day_of(at).isoformat() if at else "",
            here=here,
            is_refund=here < 0,
            order=order,
            payment=str(attempt.reference),
            order_id=attempt.order_id,
            payment_key=attempt.payment_key,
            transaction_key=transaction_key,
        )


def paid(merchants: Sequence[Merchant], month: Month) -> QuerySet[Attempt]:
    """Attempts that Toss approved in a month; each was opened at most a day before."""
    return Attempt.objects.filter(
        Q(opened_at__gte=month.since - DAY) & Q(opened_at__lt=month.until),
        merchant__in=merchants,
        approved_at__gte=month.since,
        approved_at__lt=month.until,
    )


def _is_given_back(attempt: Attempt) -> bool:
    """In full: where Toss lists neither the payment nor its refunds, they cancel out."""
    return attempt.balance == 0


def _parts(rows: Iterator[T]) -> Iterator[list[T]]:
    while part := list(islice(rows, AT_ONCE)):
        yield part
