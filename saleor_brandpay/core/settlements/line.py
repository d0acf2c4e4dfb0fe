"""One line of the comparison: a row of Toss's, or what of ours Toss has no row of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class Owner(StrEnum):
    OURS = "ours"
    OTHER_SYSTEM = "other_system"
    """Of the same MID, and not paid through this plugin."""
    OTHER_INSTALLATION = "other_installation"
    OTHER_CURRENCY = "other_currency"
    OTHER_SHAPE = "other_shape"
    """Not ours, and its amounts cannot be read."""


class Difference(StrEnum):
    ONLY_AT_TOSS = "only_at_toss"
    """Paid at Toss and not here."""
    REFUND_ONLY_AT_TOSS = "refund_only_at_toss"
    NOT_SETTLED = "not_settled"
    """Paid here, and in none of Toss's rows."""
    REFUND_NOT_SETTLED = "refund_not_settled"
    AMOUNT = "amount"
    REPEATED = "repeated"
    """Listed more than once."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Amounts are won, a refund's negative; None where Toss has no row or cannot be read."""

    merchant: str
    owner: str = Owner.OURS
    difference: str = ""
    sold: str = ""
    """A day, yyyy-MM-dd: for what has no row, the day on which it was paid or refunded here."""
    paid_out: str = ""
    """The day on which Toss pays, or paid, it out."""
    amount: int | None = None
    fee: int | None = None
    """What Toss keeps, its VAT included."""
    vat: int | None = None
    pay_out: int | None = None
    here: int | None = None
    """The amount that we have; None where we have none."""
    is_refund: bool = False
    order: str = ""
    """The shop's order number."""
    payment: str = ""
    """The shop's Payment or transaction, as its own pages call it."""
    order_id: str = ""
    payment_key: str = ""
    transaction_key: str = ""
    attempt_pk: int | None = None
    """Ours that it is of."""
    refund_pk: int | None = None


NAMES = tuple(field.name for field in fields(Line))
