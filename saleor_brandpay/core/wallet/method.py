"""One card or account of a customer, as a shop shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ...api.codes import Organisation, bank, card_company
from ...api.methods import AccountMethod, CardMethod, PaymentMethods
from ..attempts.method_details import last_digits


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMethod:
    """A registered card or account, and whose it is."""

    id: str
    """Toss's method id: what storefronts and the window call `methodId`."""
    key: str = field(repr=False)
    """Toss's method key, for calls from server to server only."""
    customer_pk: int
    type: Literal["card", "account"]
    company: str
    """Code of the card company or the bank."""
    title: str
    """Toss's name of it, in Korean."""
    alias: str
    """The name that the customer gave it; often empty."""
    number: str
    """Masked."""
    is_enabled: bool
    is_default: bool

    @property
    def last_digits(self) -> str:
        """The last four characters of the masked number."""
        return last_digits(self.number)

    @property
    def first_digits(self) -> str | None:
        """The first four digits; None where Toss masks them."""
        first = self.number[:4]
        return first if len(first) == 4 and first.isascii() and first.isdigit() else None

    @property
    def brand(self) -> str:
        """Toss's English name of the card company or bank, such as SHINHAN."""
        return self._organisation.en

    def name(self, language: str) -> str:
        """What to call it: in Korean when the buyer's language is Korean, else in English."""
        return self.alias or self.official_name(language)

    def official_name(self, language: str) -> str:
        """What others call it: not by the name that the customer gave it."""
        known = self._organisation.ko != self.company
        if language.lower().startswith("ko"):
            kind = "카드" if self.type == "card" else "계좌"
            return self.title or (f"{self._organisation.ko} {kind}" if known else kind)
        if known:
            return f"{self.brand.replace('_', ' ')} {self.type}"
        return self.title or self.type

    def shown(self, language: str) -> dict[str, Any]:
        """What a storefront may know of it, to show it and to pay with it."""
        return {
            "id": self.id,
            "type": self.type,
            "name": self.name(language),
            "brand": self.brand,
            "lastDigits": self.last_digits,
            "isDefault": self.is_default,
        }

    @property
    def _organisation(self) -> Organisation:
        return card_company(self.company) if self.type == "card" else bank(self.company)


def stored(listed: PaymentMethods, customer_pk: int) -> tuple[StoredMethod, ...]:
    """What Toss lists, the default first and what cannot be used last."""
    found = [_stored(method, customer_pk, listed) for method in listed.cards + listed.accounts]
    return tuple(sorted(found, key=lambda method: (not method.is_default, not method.is_enabled)))


def _stored(
    method: CardMethod | AccountMethod, customer_pk: int, listed: PaymentMethods
) -> StoredMethod:
    card = isinstance(method, CardMethod)
    return StoredMethod(
        id=method.id,
        key=method.method_key,
        customer_pk=customer_pk,
        type="card" if card else "account",
        company=method.issuer_code if isinstance(method, CardMethod) else method.bank_code,
        title=method.name,
        alias=method.alias,
        number=method.number,
        # Without a key it can neither be charged nor removed from here.
        is_enabled=method.is_enabled and bool(method.method_key),
        is_default=method.is_enabled and method.id == listed.selected_method_id,
    )
