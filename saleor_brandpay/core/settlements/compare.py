"""The rows of a page, held against our attempts and refunds and what the shop has booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...api.settlement import Settlement
from ...models import Attempt, Merchant, PaymentReference, Refund
from ..attempts import order_ids
from ..installation import frozen
from ..shop import Shop
from ..shop_records import RecordedPayment
from .found import Found
from .line import Difference, Line, Owner
from .seen import Seen

AT_ONCE = 500
"""Payments that the shop is asked for at one time."""


@dataclass(kw_only=True)
class Comparison:
    """Of one MID."""

    name: str
    """What the report calls the merchant."""
    merchants: Sequence[Merchant]
    """Its rows."""
    shop: Shop
    sales: Seen = field(default_factory=Seen)
    """Attempts that Toss has listed."""
    refunds: Seen = field(default_factory=Seen)

    @cached_property
    def _codes(self) -> set[str]:
        return {row.code for row in frozen.in_force()}

    def lines(self, rows: Sequence[Settlement]) -> list[Line]:
        found = Found(self.merchants, rows)
        recorded = recorded_payments(self.shop, list(found.attempts.values()))
        return [self._line(row, found, recorded) for row in rows]

    def note(self, rows: Sequence[Settlement]) -> None:
        """The rows of other days: nothing is said of them but that they are there."""
        found = Found(self.merchants, rows)
        for row in rows:
            attempt = found.attempt(row)
            if attempt is None or not row.amount:
                continue
            if row.amount > 0:
                self.sales.add(attempt.pk)
            elif refund := found.refunds.get((attempt.pk, row.transaction_key)):
                self.refunds.add(refund.pk)

    def _line(
        self,
        row: Settlement,
        found: Found,
        recorded: dict[PaymentReference, RecordedPayment],
    ) -> Line:
        attempt = found.attempt(row)
        if attempt is None:
            owner = self._owner(row)
            lost = Difference.ONLY_AT_TOSS if owner is Owner.OURS else ""
            return _of_row(self.name, row, owner=owner, difference=lost)
        booked = recorded.get(attempt.reference)
        refund = found.refunds.get((attempt.pk, row.transaction_key))
        here, difference = self._compared(row, attempt, refund, booked)
        return _of_row(
            self.name,
            row,
            difference=difference,
            here=here,
            order=booked.order if booked else "",
            payment=str(attempt.reference),
            attempt_pk=attempt.pk,
            refund_pk=refund.pk if refund else None,
        )

    def _owner(self, row: Settlement) -> Owner:
        code = order_ids.installation_of(row.order_id)
        if code is not None:
            return Owner.OURS if code in self._codes else Owner.OTHER_INSTALLATION
        if not row.is_in_won:
            return Owner.OTHER_CURRENCY
        readable = row.amount is not None and row.pay_out_amount is not None
        return Owner.OTHER_SYSTEM if readable else Owner.OTHER_SHAPE

    def _compared(
        self,
        row: Settlement,
        attempt: Attempt,
        refund: Refund | None,
        booked: RecordedPayment | None,
    ) -> tuple[int | None, str]:
        """What we have of it, and how that differs."""
        if not row.amount or row.pay_out_amount is None:
            self.sales.add(attempt.pk)
            return attempt.amount, Difference.UNREADABLE
        if row.amount < 0:
            return self._refund(row.amount, refund, row.transaction_key, booked)
        if attempt.approved_at is None or attempt.payment_key not in ("", row.payment_key):
            return None, Difference.ONLY_AT_TOSS
        if not self.sales.add(attempt.pk):
            return attempt.amount, Difference.REPEATED
        return attempt.amount, Difference.AMOUNT if row.amount != attempt.amount else ""

    def _refund(
        self, amount: int, refund: Refund | None, key: str, booked: RecordedPayment | None
    ) -> tuple[int | None, str]:
        """One of ours by its row; one that was made at Toss by what the shop has booked of it."""
        if refund is not None:
            if not self.refunds.add(refund.pk):
                return -refund.amount, Difference.REPEATED
            here = refund.amount
        else:
            amounts = [one.amount for one in booked.refunds if one.token == key] if booked else []
            if not key or not amounts:
                return None, Difference.REFUND_ONLY_AT_TOSS
            here = amounts[0]
        return -here, Difference.AMOUNT if amount != -here else ""


def recorded_payments(
    shop: Shop, attempts: Sequence[Attempt]
) -> dict[PaymentReference, RecordedPayment]:
    """What the shop has booked of these attempts."""
    references = list({attempt.reference for attempt in attempts})
    found: dict[PaymentReference, RecordedPayment] = {}
    for first in range(0, len(references), AT_ONCE):
        part = set(references[first : first + AT_ONCE])
        found |= {one.reference: one for one in shop.recorded_payments((), part)}
    return found


def _of_row(name: str, row: Settlement, **values: object) -> Line:
    return Line(
        merchant=name,
        sold=row.sold_date.isoformat() if row.sold_date else "",
        paid_out=row.paid_out_date.isoformat() if row.paid_out_date else "",
        amount=row.amount,
        fee=_fee(row),
        vat=row.vat,
        pay_out=row.pay_out_amount,
        is_refund=(row.amount or 0) < 0,
        order_id=_shown(row.order_id),
        payment_key=_shown(row.payment_key),
        transaction_key=_shown(row.transaction_key),
        **values,  # type: ignore[arg-type]
    )


def _shown(text: str) -> str:
    """Other systems' names may hold anything."""
    return "".join(sign for sign in text[:200] if sign.isprintable())


def _fee(row: Settlement) -> int | None:
    """Some descriptions of the row have its parts only."""
    if row.fee is not None or row.supply_amount is None or row.vat is None:
        return row.fee
    return row.supply_amount + row.vat
