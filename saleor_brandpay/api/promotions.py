"""What Toss offers a merchant's buyers now (section 4.5 of its reference), and what each registered
method is offered (5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields

if TYPE_CHECKING:
    from datetime import date

_COMPANY = ("companyCode", "issuerCode", "cardCompany")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """An instant discount (즉시 할인) of a card company or a bank. Amounts are won."""

    organisation: str
    """Of a card its acquirer's code, of an account the bank's."""
    code: str
    """What a payment takes as `discountCode`."""
    amount: int | None
    balance: int | None
    """What all buyers together may still get; 0: exhausted."""
    due_date: date | None
    """Valid through the end of that day, in Korea."""
    minimum_payment_amount: int | None
    maximum_payment_amount: int | None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Discount:
        """Before version 2022-11-16 `companyCode` was `cardCompany`."""
        return cls(
            organisation=fields.first_text(data, "bankCode", *_COMPANY, "bank"),
            code=fields.text(data, "discountCode"),
            amount=fields.optional_number(data, "discountAmount"),
            balance=fields.optional_number(data, "balance"),
            due_date=fields.day(data, "dueDate"),
            minimum_payment_amount=fields.optional_number(data, "minimumPaymentAmount"),
            maximum_payment_amount=fields.optional_number(data, "maximumPaymentAmount"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestFree:
    """Instalments without interest (무이자 할부) of one card company."""

    company_code: str
    months: tuple[int, ...]
    due_date: date | None
    minimum_payment_amount: int | None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> InterestFree:
        months = data.get("installmentFreeMonths")
        return cls(
            company_code=fields.first_text(data, *_COMPANY),
            months=tuple(m for m in months if type(m) is int) if isinstance(months, list) else (),
            due_date=fields.day(data, "dueDate"),
            minimum_payment_amount=fields.optional_number(data, "minimumPaymentAmount"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Card points that can be used (카드사 포인트) at one card company."""

    company_code: str
    due_date: date | None
    minimum_payment_amount: int | None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Points:
        return cls(
            company_code=fields.first_text(data, *_COMPANY),
            due_date=fields.day(data, "dueDate"),
            minimum_payment_amount=fields.optional_number(data, "minimumPaymentAmount"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPromotions:
    """What is offered to who pays by card."""

    discounts: tuple[Discount, ...]
    interest_free: tuple[InterestFree, ...]
    points: tuple[Points, ...]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> CardPromotions:
        """Raises MalformedAnswer where a list is none."""
        return cls(
            discounts=tuple(map(Discount.parse, fields.objects(data, "discountCards"))),
            interest_free=tuple(map(InterestFree.parse, fields.objects(data, "interestFreeCards"))),
            points=tuple(map(Points.parse, fields.objects(data, "pointCards"))),
        )

    @classmethod
    def of_method(cls, method: Mapping[str, Any]) -> CardPromotions:
        """Of a registered card; what cannot be read is left out."""
        return cls(
            discounts=tuple(map(Discount.parse, _offered(method, "cardDiscount"))),
            interest_free=tuple(map(InterestFree.parse, _offered(method, "cardInterestFree"))),
            points=tuple(map(Points.parse, _offered(method, "cardPoint"))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPromotions:
    """What is offered to who pays from an account."""

    discounts: tuple[Discount, ...]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> BankPromotions:
        """Raises MalformedAnswer where the list is none."""
        return cls(discounts=tuple(map(Discount.parse, fields.objects(data, "discountBanks"))))

    @classmethod
    def of_method(cls, method: Mapping[str, Any]) -> BankPromotions:
        """Of a registered account; what cannot be read is left out."""
        return cls(discounts=tuple(map(Discount.parse, _offered(method, "bankDiscount"))))


def _offered(method: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Each of a method's promotions has one of these objects; the others are null."""
    found = method.get("promotions")
    listed = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return [offer for one in listed if (offer := fields.mapping(one, kind)) is not None]
