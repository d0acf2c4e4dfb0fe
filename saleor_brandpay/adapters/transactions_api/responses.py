"""What Saleor's sessions of the Transactions API are answered, in the form of a payment app's."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from ...core.confirm.storefront_data import error_data
from ...core.messages.payment_line import method_name, payment_line
from ...core.messages.problem import Problem
from ...models import Attempt
from ..saleor.version import SALEOR

_MAX_URL = 200
"""Saleor's column; a longer one would undo the answer."""
_is_url = URLValidator(schemes=["https", "http"])
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
"""What Saleor leaves as it is: anything else it spells out, three letters for one."""


def charge_success(attempt: Attempt) -> dict[str, Any]:
    """The same at every call: Saleor writes it once (M8).

    Without `time`: an older success would count nothing beside a failure that Saleor wrote (M6).
    """
    answer: dict[str, Any] = {
        "result": "CHARGE_SUCCESS",
        "pspReference": attempt.payment_key,
        "amount": attempt.amount,
        "actions": ["REFUND"],
        "message": payment_line(attempt.method, is_test=attempt.merchant.is_test)[:512],
    }
    receipt = attempt.method.get("receiptUrl") or ""
    if is_url(receipt):
        answer["externalUrl"] = receipt
    details = _method(attempt.method)
    if details:
        answer["paymentMethodDetails"] = details
    return answer


def action_required(
    amount: int | Decimal, data: dict[str, Any], message: str = ""
) -> dict[str, Any]:
    return {
        "result": "CHARGE_ACTION_REQUIRED",
        "amount": amount,
        "actions": [],
        "data": data,
        "message": message[:512],
    }


def charge_failure(amount: Any, problem: Problem, language: str) -> dict[str, Any]:
    """Nothing was taken, and nothing will be by this transaction; without a reference (M6)."""
    return {
        "result": "CHARGE_FAILURE",
        "amount": amount,
        "actions": [],
        "message": problem.text(language)[:512],
        "data": {
            "payment": None,
            "error": error_data(problem, language),
        },
    }


def gateway_data(found: dict[str, Any]) -> dict[str, Any]:
    """For paymentGatewayInitialize: Saleor 3.20 takes it out of a payment app's whole answer."""
    return {"data": found} if SALEOR < (3, 21) else found


def is_url(text: str) -> bool:
    """Whether Saleor takes it for an address; it refuses the whole answer otherwise."""
    try:
        _is_url(text)
        urlsplit(text).port  # noqa: B018  (raises if it is none)
    except (ValidationError, ValueError):
        return False
    return len(text) <= _MAX_URL and _PLAIN.fullmatch(text) is not None


def _method(method: dict[str, Any]) -> dict[str, Any] | None:
    """Saleor 3.22 and newer keep it with the transaction; older ones leave it unread."""
    name = method_name(method)
    if not name:
        return None
    if method.get("type") != "card":
        return {"type": "OTHER", "name": name[:256]}
    return {
        "type": "CARD",
        "name": name[:256],
        "brand": (method.get("brand") or method.get("name") or name)[:40],
        "lastDigits": (method.get("last4") or "")[-4:] or None,
    }
