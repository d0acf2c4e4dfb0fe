"""What buyers are offered: instant discounts, months without interest, card points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError

if TYPE_CHECKING:
    from .customers import Method
    from .payments import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """An instant discount (즉시 할인) of one card company or bank."""

    code: str
    organisation: str
    """The acquirer's code of a card, the bank's of an account."""
    amount: int = 500
    fund: int = 200_000
    """Won that all buyers together may get; 0 left: exhausted."""
    minimum: int = 10_000
    maximum: int = 1_000_000


CARD_DISCOUNTS = (
    Discount(code="20001", organisation="71"),
    Discount(code="20002", organisation="41"),
)
BANK_DISCOUNTS = (Discount(code="30001", organisation="92"),)
INTEREST_FREE: dict[str, tuple[int, ...]] = {"41": (2, 3)}
"""Months without interest, by the acquirer's code, from INSTALLMENT_MINIMUM."""
POINTS: dict[str, int] = {"61": 10_000, "41": 10_000}
"""Cards whose points can be used, by the acquirer's code, and from which amount."""


class Promotions:
    """How much of each discount has been given so far."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def balance(self, discount: Discount) -> int:
        return max(discount.fund - self._given[discount.code], 0)

    def discount(self, code: str, method: Method, amount: int) -> int:
        """The won that `code` takes off a payment with `method`; raises TossError.

        UNCERTAIN: which code Toss answers for a discount that is not to be had: these two are of
        its failUrl table.
        """
        table = CARD_DISCOUNTS if method.type == "card" else BANK_DISCOUNTS
        found = next((one for one in table if one.code == code), None)
        if found is None or found.organisation != organisation_of(method):
            raise TossError("INVALID_MAXIMUM_DISCOUNT_AMOUNT", "no such discount of this method")
        if not found.minimum <= amount <= found.maximum:
            raise TossError("INVALID_MAXIMUM_DISCOUNT_AMOUNT", "not for this amount")
        if self.balance(found) < found.amount:
            raise TossError("EXCEED_MAX_DISCOUNT_COUNT", "the discount is exhausted")
        return found.amount

    def give(self, payment: Payment) -> None:
        """The payment was approved: its discount is spent."""
        if payment.discount_code is not None:
            self._given[payment.discount_code] += payment.discount


def organisation_of(method: Method) -> str:
    details: dict[str, Any] = method.details
    return str(details.get("acquirerCode") or details.get("bankCode"))


def is_interest_free(payment: Payment) -> bool:
    method = payment.method
    if method is None or method.type != "card":
        return False
    return payment.installment_months in INTEREST_FREE.get(organisation_of(method), ())


def check_card(payment: Payment) -> None:
    """What a card can do: points, and paying in months; raises TossError."""
    method = payment.method
    if method is None or method.type != "card":
        return
    least = POINTS.get(organisation_of(method))
    if payment.use_card_point and (least is None or payment.amount < least):
        raise TossError("NOT_ALLOWED_POINT_USE")
    if payment.installment_months and method.details["cardType"] != "신용":
        raise TossError("NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT")
