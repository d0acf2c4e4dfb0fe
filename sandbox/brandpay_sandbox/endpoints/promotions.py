"""GET /v1/brandpay/promotions/card and /bank: what the merchant's buyers are offered now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..toss.clock import KST
from ..toss.promotions import BANK_DISCOUNTS, CARD_DISCOUNTS, INTEREST_FREE, POINTS
from ..toss.window import INSTALLMENT_MINIMUM

if TYPE_CHECKING:
    from ..toss.promotions import Discount
    from .call import Call


def card(call: Call) -> dict[str, Any]:
    due = _due_date(call)
    return {
        "discountCards": [
            {"companyCode": one.organisation, **_discount(call, one)} for one in CARD_DISCOUNTS
        ],
        "interestFreeCards": [
            {
                "companyCode": code,
                "dueDate": due,
                "installmentFreeMonths": list(months),
                "minimumPaymentAmount": INSTALLMENT_MINIMUM,
            }
            for code, months in INTEREST_FREE.items()
        ],
        "pointCards": [
            {"companyCode": code, "minimumPaymentAmount": least, "dueDate": due}
            for code, least in POINTS.items()
        ],
    }


def bank(call: Call) -> dict[str, Any]:
    return {
        "discountBanks": [
            {"bankCode": one.organisation, "currency": "KRW", **_discount(call, one)}
            for one in BANK_DISCOUNTS
        ]
    }


def _discount(call: Call, one: Discount) -> dict[str, Any]:
    return {
        "discountCode": one.code,
        "discountAmount": one.amount,
        "balance": call.state.promotions.balance(one),
        "dueDate": _due_date(call),
        "minimumPaymentAmount": one.minimum,
        "maximumPaymentAmount": one.maximum,
    }


def _due_date(call: Call) -> str:
    """Thirty days from now: a promotion is valid through the whole of that day."""
    return f"{(call.now + timedelta(days=30)).astimezone(KST):%Y-%m-%d}"
