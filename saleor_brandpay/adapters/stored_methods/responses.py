"""What the hooks of stored payment methods answer, in Saleor's own classes."""

from __future__ import annotations

from typing import Any

from saleor.payment import interface

from ...core.messages.problem import Problem
from ...core.wallet.method import StoredMethod
from ..ids import PLUGIN_ID
from .registration import Outcome, Registered, Window

PREFIX = f"{PLUGIN_ID}:"
"""Before Toss's method id in the ids that Saleor shows: theirs are unique to a gateway only."""
INTERACTIVE = "interactive"
"""Saleor's name for a method that the buyer confirms when paying."""


def stored(method: StoredMethod, gateway: Any, user: Any) -> Any:
    shown = method.shown(_language(user))
    card = None
    if method.type == "card":
        card = interface.PaymentMethodCreditCardInfo(
            brand=method.brand,
            first_digits=method.first_digits,
            last_digits=method.last_digits,
            # Toss does not tell them.
            exp_month=None,
            exp_year=None,
        )
    return interface.PaymentMethodData(
        id=PREFIX + method.id,
        external_id=method.id,
        type=method.type,
        name=shown["name"],
        gateway=gateway,
        supported_payment_flows=[INTERACTIVE],
        credit_card_info=card,
        data=shown,
    )


def source(method: StoredMethod, user: Any) -> Any:
    """Saleor reads the card's fields of every source: a bank account has them too."""
    name = method.name(_language(user))
    return interface.CustomerSource(
        id=method.id,
        gateway=PLUGIN_ID,
        credit_card_info=interface.PaymentMethodInfo(
            brand=method.brand,
            first_4=method.first_digits,
            last_4=method.last_digits,
            name=name,
            type=method.type,
        ),
        metadata={
            "type": method.type,
            "name": name,
            "isDefault": "true" if method.is_default else "false",
        },
    )


def removed(problem: Problem | None, user: Any) -> Any:
    result = interface.StoredPaymentMethodRequestDeleteResult
    return interface.StoredPaymentMethodRequestDeleteResponseData(
        result=result.FAILED_TO_DELETE if problem else result.SUCCESSFULLY_DELETED,
        error=_text(problem, user) if problem else None,
    )


def initialized(outcome: Outcome, user: Any) -> Any:
    result = interface.PaymentGatewayInitializeTokenizationResult
    opens = isinstance(outcome, Window)
    return interface.PaymentGatewayInitializeTokenizationResponseData(
        result=result.SUCCESSFULLY_INITIALIZED if opens else result.FAILED_TO_INITIALIZE,
        **_said(outcome, user),
    )


def tokenized(outcome: Outcome, user: Any) -> Any:
    result = interface.PaymentMethodTokenizationResult
    became, method_id = result.FAILED_TO_TOKENIZE, None
    if isinstance(outcome, Window):
        # The id is what paymentMethodProcessTokenization is to be called with.
        became, method_id = result.ADDITIONAL_ACTION_REQUIRED, PLUGIN_ID
    elif isinstance(outcome, Registered):
        became = result.SUCCESSFULLY_TOKENIZED
        method_id = PREFIX + outcome.method_id if outcome.method_id else None
    return interface.PaymentMethodTokenizationResponseData(
        result=became, id=method_id, **_said(outcome, user)
    )


def _said(outcome: Outcome, user: Any) -> dict[str, Any]:
    if isinstance(outcome, Problem):
        error = {"code": outcome.code, "message": outcome.text(_language(user))}
        return {"error": _text(outcome, user), "data": {"error": error}}
    return {"error": None, "data": outcome.data if isinstance(outcome, Window) else None}


def _text(problem: Problem, user: Any) -> str:
    """For people, then for programs: Saleor's errors have one code for all of ours."""
    return f"{problem.text(_language(user))} [{problem.code}]"


def _language(user: Any) -> str:
    return str(getattr(user, "language_code", "") or "")
