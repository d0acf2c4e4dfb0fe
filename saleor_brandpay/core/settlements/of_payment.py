"""What is kept of the settlement of single payments and refunds. Toss is not asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from ...models import Attempt, Refund, SettledMonth
from .month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class PaidOut:
    """What Toss pays out, or takes back where it is negative; None: its row could not be read."""

    pay_out: int | None
    fee: int | None
    """With its VAT."""
    vat: int | None
    on: datetime.date | None


@dataclass(frozen=True, slots=True)
class NotYet:
    as_of: datetime.datetime
    """When Toss's list was read, and had it not."""


Known = PaidOut | NotYet | None
"""None: no list was read in which it could be."""


@dataclass(frozen=True, slots=True)
class _Line:
    attempt_pk: int
    is_refund: bool
    refund_pk: int | None
    paid_out: PaidOut


class Settlements:
    """Of some attempts, with one query."""

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        # Each month, few as they are, with those lines of it that are asked for.
        wanted = Q(lines__attempt_pk__in=[one.pk for one in attempts])
        months = SettledMonth.objects.annotate(of=FilteredRelation("lines", condition=wanted))
        names = ("attempt_pk", "is_refund", "refund_pk", "pay_out", "fee", "vat", "paid_out")
        rows = months.order_by(F("of__pk")).values_list(
            "month", "read_at", "merchant_pks", *(f"of__{name}" for name in names)
        )
        self._months: dict[str, tuple[datetime.datetime, list[int]]] = {}
        self._lines: list[_Line] = []
        for month, read_at, merchant_pks, attempt_pk, is_refund, refund_pk, *values in rows:
            self._months[month] = (read_at, merchant_pks)
            if attempt_pk is not None:
                pay_out, fee, vat, on = values
                line = PaidOut(pay_out=pay_out, fee=fee, vat=vat, on=on)
                self._lines.append(_Line(attempt_pk, is_refund, refund_pk, line))

    def of_attempt(self, attempt: Attempt) -> Known:
        """What was paid, without its refunds."""
        found = [
            one.paid_out
            for one in self._lines
            if one.attempt_pk == attempt.pk and not one.is_refund
        ]
        return found[-1] if found else self._not_yet(attempt, attempt.approved_at)

    def of_refund(self, attempt: Attempt, refund: Refund) -> Known:
        found = [one.paid_out for one in self._lines if one.refund_pk == refund.pk]
        return found[-1] if found else self._not_yet(attempt, refund.done_at)

    def elsewhere(self, attempt: Attempt) -> list[PaidOut]:
        """Of refunds that were made at Toss."""
        return [
            one.paid_out
            for one in self._lines
            if one.attempt_pk == attempt.pk and one.is_refund and one.refund_pk is None
        ]

    def _not_yet(self, attempt: Attempt, at: datetime.datetime | None) -> NotYet | None:
        """Of what was done at a moment, and has no line."""
        if at is None:
            return None
        read_at, merchant_pks = self._months.get(str(Month.of(at)), (at, []))
        is_known = attempt.merchant_id in merchant_pks and read_at > at
        return NotYet(read_at) if is_known else None
