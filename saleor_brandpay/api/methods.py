"""The cards and accounts that a customer has registered (section 5.1 of Toss's reference)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import fields
from saleor_brandpay.api.errors import MalformedAnswer
from saleor_brandpay.api.promotions import BankPromotions, CardPromotions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ENABLED = frozenset(("ENABLED", "ENABLE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Method:
    id: str
    """What the window takes as `methodId`."""
    method_key: str = field(repr=False)
    """What the server's calls take; dead after withdrawal."""
    alias: str
    name: str
    number: str
    """Masked."""
    status: str
    registered_at: datetime | None
    icon: str
    icon_url: str

    @property
    def is_enabled(self) -> bool:
        """UNCERTAIN: Toss says it lists enabled ones only, but its own example shows another."""
        return self.status in _ENABLED


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMethod(_Method):
    """A registered card."""

    issuer_code: str
    acquirer_code: str
    card_type: str
    owner_type: str
    card_img_url: str
    installment_minimum_amount: int | None
    """Won from which instalments are offered."""
    promotions: CardPromotions
    """What this card is offered now: the `code` of a discount is what a payment with it takes."""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> CardMethod:
        """Raises MalformedAnswer without an id."""
        return cls(
            **_common(data, name="cardName", number="cardNumber"),
            issuer_code=fields.first_text(data, "issuerCode", "companyCode", "cardCompany"),
            acquirer_code=fields.text(data, "acquirerCode"),
            card_type=fields.text(data, "cardType"),
            owner_type=fields.text(data, "ownerType"),
            card_img_url=fields.text(data, "cardImgUrl"),
            installment_minimum_amount=fields.optional_number(data, "installmentMinimumAmount"),
            promotions=CardPromotions.of_method(data),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMethod(_Method):
    """A registered bank account."""

    bank_code: str
    promotions: BankPromotions

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> AccountMethod:
        """Raises MalformedAnswer without an id."""
        return cls(
            **_common(data, name="accountName", number="accountNumber"),
            bank_code=fields.first_text(data, "bankCode", "bank"),
            promotions=BankPromotions.of_method(data),
        )


def _common(data: Mapping[str, Any], *, name: str, number: str) -> dict[str, Any]:
    return {
        "id": fields.required_text(data, "id"),
        "method_key": fields.text(data, "methodKey"),
        "alias": fields.text(data, "alias"),
        "name": fields.text(data, name),
        "number": fields.text(data, number),
        "status": fields.text(data, "status"),
        "registered_at": fields.moment(data, "registeredAt"),
        "icon": fields.text(data, "icon"),
        "icon_url": fields.text(data, "iconUrl"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethods:
    """Everything that one customer can pay with."""

    is_identified: bool
    selected_method_id: str | None
    """The method used or registered last."""
    cards: tuple[CardMethod, ...]
    accounts: tuple[AccountMethod, ...]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> PaymentMethods:
        """Raises MalformedAnswer if neither list is there."""
        if not data.keys() & {"cards", "accounts"}:
            raise MalformedAnswer("the answer lacks cards and accounts")
        return cls(
            is_identified=fields.flag(data, "isIdentified", default=False),
            selected_method_id=fields.optional_text(data, "selectedMethodId"),
            cards=tuple(CardMethod.parse(item) for item in _usable(data, "cards")),
            accounts=tuple(AccountMethod.parse(item) for item in _usable(data, "accounts")),
        )


def _usable(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """One entry that cannot be used must not hide the others."""
    return [item for item in fields.objects(data, name) if fields.text(item, "id")]
