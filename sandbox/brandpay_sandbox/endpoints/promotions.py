"""GET /v1/brandpay/promotions/card and /bank: what the merchant's buyers are offered now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..toss.clock import KST

if TYPE_CHECKING:
    from .call import Call


def card(call: Call) -> dict[str, Any]:
    due = _due_date(call)
    return {
        "discountCards": [{"companyCode": "71", "discountCode": "20001", **_discount(due)}],
        "interestFreeCards": [
            {
                "companyCode": "41",
                "dueDate": due,
                "installmentFreeMonths": [2, 3],
                "minimumPaymentAmount": 50000,
            }
        ],
        "pointCards": [{"companyCode": "61", "minimumPaymentAmount": 10000, "dueDate": due}],
    }


def bank(call: Call) -> dict[str, Any]:
    discount = {"discountCode": "30001", "currency": "KRW", **_discount(_due_date(call))}
    return {"discountBanks": [{"bankCode": "92", **discount}]}


def _discount(due: str) -> dict[str, Any]:
    return {
        "discountAmount": 500,
        "balance": 200000,
        "dueDate": due,
        "minimumPaymentAmount": 10000,
        "maximumPaymentAmount": 1000000,
    }


def _due_date(call: Call) -> str:
    """Thirty days from now: a promotion is valid through the whole of that day."""
    return f"{(call.now + timedelta(days=30)).astimezone(KST):%Y-%m-%d}"
