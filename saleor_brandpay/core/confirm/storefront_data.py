"""The storefront's contract: what it may say first, what it gets, what it sends back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from ...conf import conf
from ...models import Attempt
from ..messages.problem import Problem
from ..messages.problems import BAD_REQUEST, BAD_RETURN, BAD_RETURN_URL
from ..messages.wallet_problems import METHOD_ID_INVALID

_CARD_OPTIONS = {"cardInstallmentPlan": int, "useCardPoint": bool, "discountCode": str}
_TRANSFER_OPTIONS = {"cashReceipt": dict, "isCulturalExpenses": bool, "discountCode": str}
_OPTIONS = {"card": _CARD_OPTIONS, "transfer": _TRANSFER_OPTIONS}
_PAYMENT_KEY = re.compile(r"[!$&-.0-9:;=@A-Z_a-z~]{1,200}")
"""Opaque, but part of a path: printable ASCII without what ends a segment."""
_CASH_RECEIPT = ("type", "registrationNumber", "registrationNumberType")


def is_payment_key(text: object) -> TypeGuard[str]:
    """Whether it may be asked for: a path must not be led elsewhere."""
    return (
        isinstance(text, str) and _PAYMENT_KEY.fullmatch(text) is not None and bool(text.strip("."))
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StorefrontData:
    """What the storefront said first; all of it optional."""

    server_return: bool = False
    return_url: str = ""
    """Transactions API only: a Payment has a return URL of its own."""
    method_id: str = ""
    """The stored method to charge, or to open the window on."""
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: object) -> StorefrontData | Problem:
        if data in (None, {}):
            return cls()
        if not isinstance(data, Mapping):
            return BAD_REQUEST
        server_return = data.get("serverReturn", False)
        options = _options(data.get("options") or {})
        return_url = data.get("returnUrl") or ""
        if not isinstance(server_return, bool) or options is None:
            return BAD_REQUEST
        if not isinstance(return_url, str) or len(return_url) > 2000:
            return BAD_RETURN_URL
        method_id = data.get("methodId")
        if method_id is not None and not _is_method_id(method_id):
            return METHOD_ID_INVALID
        return cls(
            server_return=server_return,
            return_url=return_url,
            method_id=method_id or "",
            options=options,
        )

    def kept(self) -> dict[str, Any]:
        """For the attempt: a window offered anew serves the same data."""
        kept: dict[str, Any] = {"serverReturn": self.server_return, "options": self.options}
        if self.return_url:
            kept["returnUrl"] = self.return_url
        if self.method_id:
            kept["methodId"] = self.method_id
        return kept

    @classmethod
    def of(cls, attempt: Attempt | None) -> StorefrontData:
        kept = attempt.storefront_data if attempt else {}
        return cls(
            server_return=kept.get("serverReturn", False),
            return_url=kept.get("returnUrl", ""),
            method_id=kept.get("methodId", ""),
            options=kept.get("options", {}),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowReturn:
    """What the window returned, a success to confirm or a failure code; or what is to be charged.

    Nothing of it: the storefront only asks where the payment is.
    """

    payment_key: str = ""
    order_id: str = ""
    amount: int = 0
    failure: str = ""
    is_charge: bool = False
    """The stored method of an attempt that is ready is to be charged now."""

    @property
    def is_success(self) -> bool:
        return bool(self.payment_key)

    @classmethod
    def parse(cls, data: object) -> WindowReturn | Problem:
        if data in (None, {}):
            return cls()
        if not isinstance(data, Mapping):
            return BAD_RETURN
        if data.get("charge") is not None:
            return cls._charge(data["charge"])
        order_id = data.get("orderId") or ""
        if not isinstance(order_id, str) or len(order_id) > 64:
            return BAD_RETURN
        if "paymentKey" in data:
            return cls._success(data, order_id)
        code = data.get("code")
        if code is not None:
            # Any text may be sent here: it is shown through our own table of codes only.
            return cls(failure=str(code)[:64] or "UNKNOWN", order_id=order_id)
        return BAD_RETURN if {"orderId", "amount"} & set(data) else cls()

    @classmethod
    def _charge(cls, data: object) -> WindowReturn | Problem:
        """As it was handed out; the method is the one that the attempt was opened for."""
        if not isinstance(data, Mapping):
            return BAD_RETURN
        order_id, amount = data.get("orderId"), _won(data.get("amount"))
        if not isinstance(order_id, str) or not 0 < len(order_id) <= 64 or amount is None:
            return BAD_RETURN
        return cls(order_id=order_id, amount=amount, is_charge=True)

    @classmethod
    def _success(cls, data: Mapping[str, Any], order_id: str) -> WindowReturn | Problem:
        key, amount = data["paymentKey"], _won(data.get("amount"))
        if not is_payment_key(key):
            return BAD_RETURN
        if not order_id or amount is None:
            return BAD_RETURN
        return cls(payment_key=key, order_id=order_id, amount=amount)


def _is_method_id(given: object) -> bool:
    return isinstance(given, str) and 0 < len(given) <= 200 and given.isprintable()


def _won(value: object) -> int | None:
    """The amount of a query string or of the SDK's answer, `{"currency", "value"}` too."""
    if isinstance(value, Mapping):
        value = value.get("value") if value.get("currency", "KRW") == "KRW" else None
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        return int(value)
    return None


def _options(given: object) -> dict[str, Any] | None:
    """The SDK's own request fields that a storefront may set; None when one has a wrong form."""
    if not isinstance(given, Mapping):
        return None
    taken: dict[str, Any] = {}
    allowed: dict[str, type]
    for group, allowed in _OPTIONS.items():
        values = given.get(group)
        if values is None:
            continue
        if not isinstance(values, Mapping):
            return None
        for name, kind in allowed.items():
            value = values.get(name)
            if value is None:
                continue
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                return None
            if isinstance(value, Mapping):
                value = {key: str(value[key]) for key in _CASH_RECEIPT if key in value}
            texts = list(value.values()) if isinstance(value, dict) else [str(value)]
            if any(len(text) > 64 or not text.isprintable() for text in texts):
                return None
            taken.setdefault(group, {})[name] = value
    return taken


def window_data(
    attempt: Attempt, problem: Problem | None, language: str, redirect_url: str
) -> dict[str, Any]:
    """What a storefront goes on with, the same in both APIs: `payment` is for the SDK's window,
    `charge` is sent back to have the stored method charged; one of them is there.
    """
    what = {"amount": {"currency": "KRW", "value": attempt.amount}, "orderId": attempt.order_id}
    name = attempt.payment_fields.get("orderName", "")
    charge = {**what, "orderName": name, "methodId": attempt.method_id}
    return {
        "sdkUrl": conf.sdk_url,
        "clientKey": attempt.merchant.client_key,
        "customerKey": attempt.customer.customer_key,
        "redirectUrl": redirect_url,
        "payment": None if attempt.method_id else {**what, **attempt.payment_fields},
        "charge": charge if attempt.method_id else None,
        "error": None if problem is None else error_data(problem, language),
    }


def no_window_data(problem: Problem, language: str) -> dict[str, Any]:
    """The same keys, where nothing may be opened or charged: the reason is shown (M6)."""
    return {
        "sdkUrl": conf.sdk_url,
        **dict.fromkeys(("clientKey", "customerKey", "redirectUrl", "payment", "charge")),
        "error": error_data(problem, language),
    }


def error_data(problem: Problem, language: str) -> dict[str, str]:
    return {"code": problem.code, "message": problem.text(language)}
