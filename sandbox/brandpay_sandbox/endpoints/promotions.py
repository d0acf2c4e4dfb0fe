"""GET /v1/brandpay/promotions/card and /bank: what the merchant's buyers are offered now, and what
of it each registered method is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..toss.clock import KST
from ..toss.promotions import BANK_DISCOUNTS, CARD_DISCOUNTS, INTEREST_FREE, POINTS, organisation_of
from ..toss.window import INSTALLMENT_MINIMUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..toss.customers import Method
    from ..toss.promotions import Discount
    from ..toss.state import State
    from .call import Call

_KINDS = {
    "cardDiscount": "CARD_DISCOUNT",
    "cardInterestFree": "CARD_INTEREST_FREE",
    "cardPoint": "CARD_POINT",
    "bankDiscount": "BANK_DISCOUNT",
}


def card(call: Call) -> dict[str, Any]:
    state = call.state
    return {
        "discountCards": [
            {"companyCode": one.organisation, **_discount(state, one)} for one in CARD_DISCOUNTS
        ],
        "interestFreeCards": [
            {"companyCode": code, **_interest_free(state, months)}
            for code, months in INTEREST_FREE.items()
        ],
        "pointCards": [
            {"companyCode": code, **_points(state, least)} for code, least in POINTS.items()
        ],
    }


def bank(call: Call) -> dict[str, Any]:
    state = call.state
    return {
        "discountBanks": [
            {"bankCode": one.organisation, "currency": "KRW", **_discount(state, one)}
            for one in BANK_DISCOUNTS
        ]
    }


def offered_to(state: State, method: Method) -> list[dict[str, Any]]:
    """A method's `promotions`: one object each, the others null.

    UNCERTAIN: which code the `issuerCode` in it is, of a card whose issuer does not acquire.
    """
    return [
        {
            "payType": "NORMAL",
            "type": _KINDS[kind],
            **dict.fromkeys(_KINDS),
            kind: {**offer, "currency": "KRW"},
        }
        for kind, offer in _offers(state, method)
    ]


def _offers(state: State, method: Method) -> Iterator[tuple[str, dict[str, Any]]]:
    code = organisation_of(method)
    if method.type == "account":
        for one in BANK_DISCOUNTS:
            if one.organisation == code:
                yield "bankDiscount", {"bankCode": code, **_discount(state, one)}
        return
    for one in CARD_DISCOUNTS:
        if one.organisation == code:
            yield "cardDiscount", {"issuerCode": code, **_discount(state, one)}
    if months := INTEREST_FREE.get(code):
        yield "cardInterestFree", {"issuerCode": code, **_interest_free(state, months)}
    if least := POINTS.get(code):
        yield "cardPoint", {"issuerCode": code, **_points(state, least)}


def _discount(state: State, one: Discount) -> dict[str, Any]:
    return {
        "discountCode": one.code,
        "discountAmount": one.amount,
        "balance": state.promotions.balance(one),
        "dueDate": _due_date(state),
        "minimumPaymentAmount": one.minimum,
        "maximumPaymentAmount": one.maximum,
    }


def _interest_free(state: State, months: tuple[int, ...]) -> dict[str, Any]:
    return {
        "dueDate": _due_date(state),
        "installmentFreeMonths": list(months),
        "minimumPaymentAmount": INSTALLMENT_MINIMUM,
    }


def _points(state: State, least: int) -> dict[str, Any]:
    return {"minimumPaymentAmount": least, "dueDate": _due_date(state)}


def _due_date(state: State) -> str:
    """Thirty days from now: a promotion is valid through the whole of that day."""
    return f"{(state.clock.now() + timedelta(days=30)).astimezone(KST):%Y-%m-%d}"
