"""What the SDK checks before it opens the payment window (`requestPayment`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..http.validation import CUSTOMER_KEY, ORDER_ID_WITH_EQUALS, units
from .merchants import SECRET_KEY
from .sdk_error import SdkError
from .sdk_fields import cash_receipt, check_fields

if TYPE_CHECKING:
    from .merchants import KeyPair, Keys
    from .wanted_receipt import CashReceipt

INSTALLMENT_MINIMUM = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """`requestPayment`'s argument, checked."""

    order_id: str
    order_name: str
    amount: int
    tax_free: int
    success_url: str | None
    """None in promise mode: the SDK answers the page itself."""
    fail_url: str | None
    method_id: str | None
    metadata: dict[str, str] | None
    installment_months: int
    use_card_point: bool
    cash_receipt: CashReceipt | None
    card_discount: str | None
    transfer_discount: str | None
    """Discount codes, which count with a methodId only."""
    culture_expense: bool


def known_pair(keys: Keys, client_key: object) -> KeyPair:
    """The pair of a client key that Brandpay may be opened with."""
    if not isinstance(client_key, str):
        raise SdkError("INVALID_CLIENT_KEY", "clientKey must be a string")
    if "sk_" in client_key[:10]:
        raise SdkError("INSECURE_KEY_USAGE", "a secret key must not be used in a browser")
    if "_gck_" in client_key[:10]:
        raise SdkError("NOT_SUPPORTED_WIDGET_KEY", "Brandpay needs an API individual key (ck)")
    pair = keys.by_client_key(client_key)
    if pair is None:
        raise SdkError("INVALID_CLIENT_KEY", "unknown clientKey")
    return pair


def checked_customer_key(value: object) -> str:
    if isinstance(value, str) and SECRET_KEY.fullmatch(value):
        raise SdkError("INSECURE_KEY_USAGE", "customerKey is a secret key")
    if not isinstance(value, str) or CUSTOMER_KEY.fullmatch(value) is None:
        raise SdkError("INVALID_CUSTOMER_KEY", "customerKey is 2 to 50 of A-Z a-z 0-9 - _ = . @")
    return value


def checked_url(value: object, code: str, name: str) -> str:
    """An absolute http(s) URL."""
    if isinstance(value, str) and not re.search(r"[\x00-\x20\x7f]", value):
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            pass
        else:
            if parts.scheme in {"http", "https"} and parts.hostname:
                return value
    raise SdkError(code, f"{name} must be an absolute http(s) URL")


def payment_request(payment: object) -> PaymentRequest:
    """Check the argument of requestPayment as the SDK does; raises SdkError."""
    if not isinstance(payment, dict):
        raise SdkError("INVALID_PARAMETERS", "payment must be an object")
    check_fields(payment)
    amount = _amount(payment.get("amount"))
    order_id = payment.get("orderId")
    if not isinstance(order_id, str) or ORDER_ID_WITH_EQUALS.fullmatch(order_id) is None:
        raise SdkError("INVALID_PARAMETERS", "orderId is 6 to 64 of A-Z a-z 0-9 - _ =")
    order_name = _text(payment, "orderName", 100)
    if not order_name:
        raise SdkError("INVALID_PARAMETERS", "orderName is required")
    for name in ("customerEmail", "customerName"):
        _text(payment, name, 100)
    success_url, fail_url = _return_urls(payment)
    card, transfer = payment.get("card") or {}, payment.get("transfer") or {}
    return PaymentRequest(
        order_id=order_id,
        order_name=order_name,
        amount=amount,
        tax_free=_tax_free(payment.get("taxFreeAmount"), amount),
        success_url=success_url,
        fail_url=fail_url,
        method_id=_text(payment, "methodId", 200),
        metadata=_metadata(payment.get("metadata")),
        installment_months=_installment(card.get("cardInstallmentPlan"), amount),
        use_card_point=card.get("useCardPoint") or False,
        cash_receipt=cash_receipt(transfer.get("cashReceipt") or {}),
        card_discount=card.get("discountCode"),
        transfer_discount=transfer.get("discountCode"),
        culture_expense=transfer.get("isCulturalExpenses") or False,
    )


def _amount(amount: object) -> int:
    if not isinstance(amount, dict):
        raise SdkError("INVALID_PARAMETERS", 'amount must be {"currency": "KRW", "value": won}')
    if amount.get("currency") != "KRW":
        raise SdkError("INVALID_PARAMETERS", "amount.currency must be KRW")
    value = amount.get("value")
    if isinstance(value, bool) or not isinstance(value, int):
        raise SdkError("INVALID_AMOUNT_VALUE", "amount.value must be whole won")
    if value <= 0:
        raise SdkError("BELOW_ZERO_AMOUNT", "amount.value must be more than 0")
    return value


def _tax_free(value: object, amount: int) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or not 0 <= value <= amount:
        raise SdkError("INVALID_PARAMETERS", "taxFreeAmount must be won, at most the amount")
    return value


def _return_urls(payment: dict[str, Any]) -> tuple[str | None, str | None]:
    success, fail = payment.get("successUrl"), payment.get("failUrl")
    if success is None and fail is None:
        return None, None
    return (
        checked_url(success, "INCORRECT_SUCCESS_URL_FORMAT", "successUrl"),
        checked_url(fail, "INCORRECT_FAIL_URL_FORMAT", "failUrl"),
    )


def _installment(value: object, amount: int) -> int:
    if value is None or value == 0:
        return 0
    if not isinstance(value, int) or not 2 <= value <= 12:
        raise SdkError("INVALID_PARAMETERS", "card.cardInstallmentPlan is 0 or 2 to 12")
    if amount < INSTALLMENT_MINIMUM:
        raise SdkError("INVALID_PARAMETERS", "card.cardInstallmentPlan needs at least 50000 won")
    return value


def _metadata(value: object) -> dict[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) > 5:
        raise SdkError("INVALID_METADATA", "metadata is an object of at most 5 pairs")
    for key, text in value.items():
        if units(key) > 40 or "[" in key or "]" in key:
            raise SdkError("INVALID_METADATA", "a metadata key has at most 40 characters, no [ ]")
        if not isinstance(text, str) or units(text) > 2000:
            raise SdkError("INVALID_METADATA", "a metadata value is at most 2000 characters")
    return value


def _text(payment: dict[str, Any], name: str, maximum: int) -> str | None:
    value = payment.get(name)
    if value is not None and (not isinstance(value, str) or units(value) > maximum):
        raise SdkError("INVALID_PARAMETERS", f"{name} is at most {maximum} characters")
    return value
