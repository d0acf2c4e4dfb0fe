"""The card or account that a payment was made with (section 6 of Toss's reference)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card that paid; the number comes masked."""

    issuer_code: str
    """Before version 2022-11-16 the issuer's name: `codes.card_company` knows both."""
    acquirer_code: str | None
    number: str
    card_type: str
    owner_type: str
    installment_plan_months: int
    """0 is a lump sum."""
    amount: int | None
    approve_no: str
    """What the card company knows the approval by (승인번호)."""
    use_card_point: bool
    is_interest_free: bool
    interest_payer: str | None
    """Of instalments: BUYER, CARD_COMPANY or MERCHANT."""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Card:
        return cls(
            issuer_code=fields.first_text(data, "issuerCode", "company"),
            acquirer_code=fields.optional_text(data, "acquirerCode"),
            number=fields.text(data, "number"),
            card_type=fields.text(data, "cardType"),
            owner_type=fields.text(data, "ownerType"),
            installment_plan_months=fields.optional_number(data, "installmentPlanMonths") or 0,
            amount=fields.optional_number(data, "amount"),
            approve_no=fields.text(data, "approveNo"),
            use_card_point=fields.flag(data, "useCardPoint", default=False),
            is_interest_free=fields.flag(data, "isInterestFree", default=False),
            interest_payer=fields.optional_text(data, "interestPayer"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The account transfer that paid.

    UNCERTAIN: no example of such an answer was found.
    """

    bank_code: str
    """Before version 2022-11-16 the bank's name: `codes.bank` knows both."""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Transfer:
        return cls(bank_code=fields.first_text(data, "bankCode", "bank"))
