"""The fields of `requestPayment`'s argument (SDK v2) and their types; the SDK takes no others."""

from __future__ import annotations

import re
from typing import Any

from .sdk_error import SdkError
from .wanted_receipt import CashReceipt

Shape = dict[str, "type | Shape | tuple[Shape]"]
"""A tuple: a list of such objects, none of whose fields may be left out."""

SETTLEMENT: Shape = {"subMid": str, "amount": int, "taxFreeAmount": int, "productInfo": str}
CARD: Shape = {
    "cardInstallmentPlan": int,
    "useCardPoint": bool,
    "discountCode": str,
    "affiliateCards": ({"issuerCode": str, "cardProductCode": str},),
    "orderProductCode": str,
    "dividedSettlements": (SETTLEMENT,),
}
CASH_RECEIPT: Shape = {"type": str, "registrationNumber": str, "registrationNumberType": str}
TRANSFER: Shape = {
    "cashReceipt": CASH_RECEIPT,
    "isCulturalExpenses": bool,
    "discountCode": str,
    "orderProductCode": str,
    "dividedSettlements": (SETTLEMENT,),
}
PAYMENT: Shape = {
    "amount": {"currency": object, "value": object},
    "orderId": str,
    "orderName": str,
    "successUrl": object,
    "failUrl": object,
    "customerEmail": str,
    "customerName": str,
    "taxFreeAmount": int,
    "methodId": str,
    "metadata": object,
    "shippingAddress": str,
    "card": CARD,
    "transfer": TRANSFER,
}
"""`object`: whatever is wrong with it has a code of its own, which its reader raises."""
OF_V1 = {
    "cardInstallmentPlan": "card.cardInstallmentPlan",
    "useCardPoint": "card.useCardPoint",
    "discountCode": "card.discountCode or transfer.discountCode",
    "cashReceipt": "transfer.cashReceipt",
    "productCode": "card.orderProductCode",
}
"""Fields of SDK v1, which v2 has elsewhere."""
_NAMES = {str: "a string", bool: "true or false", int: "a whole number"}

NUMBER_TYPES = {
    "소득공제": ("MOBILE", "CASH_RECEIPT_CARD"),
    "지출증빙": ("BUSINESS_REGISTRATION", "CASH_RECEIPT_CARD"),
    "미발행": (),
}
"""Kinds of cash receipts, and whose number each may carry."""
_NUMBER = re.compile(r"[0-9-]{1,30}", re.ASCII)


def check_fields(given: dict[str, Any], shape: Shape = PAYMENT, at: str = "") -> None:
    """Unknown fields and wrong types are INVALID_PARAMETERS; null is a field left out."""
    for name, value in given.items():
        place = f"{at}{name}"
        expected = shape.get(name)
        if expected is None:
            hint = f": since SDK v2 it is {OF_V1[name]}" if not at and name in OF_V1 else ""
            raise _wrong(f"{place} is not a parameter{hint}")
        if value is None or expected is object:
            continue
        if isinstance(expected, dict):
            if not isinstance(value, dict):
                raise _wrong(f"{place} must be an object")
            check_fields(value, expected, f"{place}.")
        elif isinstance(expected, tuple):
            _check_list(value, expected[0], place)
        elif type(value) is not expected:
            raise _wrong(f"{place} must be {_NAMES[expected]}")


def _check_list(value: object, shape: Shape, place: str) -> None:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _wrong(f"{place} must be an array of objects")
    for number, one in enumerate(value):
        check_fields(one, shape, f"{place}[{number}].")
        missing = [name for name in shape if one.get(name) is None]
        if missing:
            raise _wrong(f"{place}[{number}].{missing[0]} is required")


def cash_receipt(receipt: dict[str, Any]) -> CashReceipt | None:
    """소득공제 or 지출증빙, with a number; None where none is to be issued."""
    if not receipt:
        return None
    kind = receipt.get("type")
    types = NUMBER_TYPES.get(kind) if isinstance(kind, str) else None
    if types is None:
        raise _wrong(f"transfer.cashReceipt.type is {', '.join(NUMBER_TYPES)}")
    number, number_type = receipt.get("registrationNumber"), receipt.get("registrationNumberType")
    if not types:
        if number is not None or number_type is not None:
            raise _wrong(f"transfer.cashReceipt of type {kind} has no registrationNumber")
        return None
    if number_type not in types:
        raise _wrong(
            f"transfer.cashReceipt.registrationNumberType of {kind} is {' or '.join(types)}"
        )
    if not isinstance(number, str) or _NUMBER.fullmatch(number) is None:
        raise _wrong("transfer.cashReceipt.registrationNumber is required: digits")
    return CashReceipt.of(str(kind), number)


def _wrong(detail: str) -> SdkError:
    return SdkError("INVALID_PARAMETERS", detail)
