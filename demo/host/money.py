"""Amounts of money, in as far as anything asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = {"KRW": 0, "JPY": 0}


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class TaxedMoney:
    """Net and gross are the same: the mini host knows no taxes."""

    net: Money
    gross: Money

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> TaxedMoney:
        money = Money(amount, currency)
        return cls(net=money, gross=money)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Rounded to the currency's own fraction: won have none."""
    step = Decimal(1).scaleb(-_DIGITS.get(currency, 2))
    return amount.quantize(step, rounding=ROUND_HALF_UP)
