"""Reads what a gateway answers in the Transactions API. A wrong answer says what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from .names import TransactionAction, TransactionEventType

MESSAGE_LENGTH = 512
_STARTED = {
    TransactionEventType.AUTHORIZATION_SUCCESS,
    TransactionEventType.CHARGE_SUCCESS,
    TransactionEventType.AUTHORIZATION_REQUEST,
    TransactionEventType.CHARGE_REQUEST,
}
_SESSION = [
    *_STARTED,
    TransactionEventType.AUTHORIZATION_FAILURE,
    TransactionEventType.CHARGE_FAILURE,
    TransactionEventType.AUTHORIZATION_ACTION_REQUIRED,
    TransactionEventType.CHARGE_ACTION_REQUIRED,
]
_ACTIONS = {
    value.upper(): value for name, value in vars(TransactionAction).items() if name.isupper()
}
_LENGTHS = {"brand": 40, "firstDigits": 4, "lastDigits": 4}
_LEAST = {"expMonth": 1, "expYear": 2000}


class BadAnswerError(ValueError):
    """Its text is what the failure's event will say."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    psp_reference: str | None
    type: str | None
    """None: a refund, charge or cancel that ends later."""
    amount: Decimal
    time: datetime
    external_url: str
    message: str
    actions: list[str] | None
    method: dict[str, Any]
    """Columns of the TransactionItem."""


def session_answer(response: Any, asked: Decimal) -> Answer:
    """Raises BadAnswerError."""
    return _read(response, asked, _SESSION)


def action_answer(response: Any, asked: Decimal, request_type: str) -> Answer:
    """Raises BadAnswerError."""
    action = request_type.removesuffix("_request")
    return _read(response, asked, [f"{action}_success", f"{action}_failure"], may_wait=True)


def _read(
    response: Any, asked: Decimal, allowed: Collection[str], *, may_wait: bool = False
) -> Answer:
    if response is None:
        raise BadAnswerError("Failed to delivery request.")
    result = response.get("result")
    kinds = {kind.upper(): kind for kind in allowed}
    if result not in kinds and not (may_wait and result is None):
        known = ", ".join(kinds)
        raise BadAnswerError(
            f"Missing or invalid value for `result`: {result}. Possible values: {known}."
        )
    kind = kinds.get(result)
    reference = response.get("pspReference")
    if not isinstance(reference, str | None):
        raise BadAnswerError("Incorrect value for field: pspReference.")
    if reference is None and (kind is None or kind in _STARTED or kind.endswith("_success")):
        raise BadAnswerError("Missing value for field: pspReference.")
    actions = response.get("actions")
    return Answer(
        psp_reference=reference,
        type=kind,
        amount=_amount(response.get("amount")) or asked,
        time=_time(response.get("time")),
        external_url=_url(response.get("externalUrl")),
        message=str(response.get("message") or "")[:MESSAGE_LENGTH],
        actions=None if actions is None else [_ACTIONS[a] for a in actions if a in _ACTIONS],
        method=_method(response.get("paymentMethodDetails")),
    )


def _amount(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value)).quantize(Decimal("0.001"))
    except InvalidOperation as error:
        raise BadAnswerError("Incorrect value for field: amount.") from error


def _time(value: Any) -> datetime:
    if value is None:
        return timezone.now()
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadAnswerError("Incorrect value for field: time.") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _url(value: Any) -> str:
    if value is None:
        return ""
    address = urlsplit(str(value))
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise BadAnswerError("Incorrect value for field: externalUrl.")
    return str(value)


def _method(details: Any) -> dict[str, Any]:
    if details is None:
        return {}
    kind, name = details.get("type"), details.get("name")
    if kind not in {"CARD", "OTHER"} or not isinstance(name, str) or len(name) > 256:
        raise BadAnswerError("Incorrect value for field: paymentMethodDetails.")
    columns: dict[str, Any] = {"payment_method_type": kind.lower(), "payment_method_name": name}
    card = details if kind == "CARD" else {}
    for field, column in (
        ("brand", "cc_brand"),
        ("firstDigits", "cc_first_digits"),
        ("lastDigits", "cc_last_digits"),
        ("expMonth", "cc_exp_month"),
        ("expYear", "cc_exp_year"),
    ):
        value = columns[column] = card.get(field)
        if value is not None and not _fits(field, value):
            raise BadAnswerError(f"Incorrect value for field: paymentMethodDetails.{field}.")
    return columns


def _fits(field: str, value: Any) -> bool:
    if field in _LENGTHS:
        return isinstance(value, str) and len(value) <= _LENGTHS[field]
    most = 12 if field == "expMonth" else 9999
    return isinstance(value, int) and _LEAST[field] <= value <= most
