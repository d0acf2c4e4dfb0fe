"""Answers in English (`Accept-Language: en-US`): every field but what people entered.

UNCERTAIN: Toss says that every field is translated, and shows no example: these are the names that
its SDK and its code lists use for the same values.
"""

from __future__ import annotations

from typing import Any

from ..toss.organisations import BANKS, CARD_COMPANIES
from . import CODES, message

METHODS = {"카드": "CARD", "계좌이체": "TRANSFER", "해외간편결제": "FOREIGN_EASY_PAY"}
CASH_RECEIPTS = {"소득공제": "INCOME_DEDUCTION", "지출증빙": "PROOF_OF_EXPENDITURE"}
VALUES = {
    "method": METHODS,
    "cardType": {"신용": "CREDIT", "체크": "CHECK", "기프트": "GIFT", "미확인": "UNKNOWN"},
    "ownerType": {"개인": "PERSONAL", "법인": "CORPORATE", "미확인": "UNKNOWN"},
    "type": CASH_RECEIPTS,
    "cardName": {one.korean: one.english for one in CARD_COMPANIES},
    "accountName": {f"{one.korean} 계좌": f"{one.english} account" for one in BANKS},
    "title": {
        "브랜드페이 서비스 이용약관": "Brandpay service terms",
        "전자금융거래 기본약관": "Basic terms of electronic finance",
        "개인정보 수집 및 이용 동의": "Collection and use of personal data",
        "개인정보 제3자 제공 동의": "Passing personal data to third parties",
        "자동결제 이용약관": "Terms of automatic payments",
    },
}
"""Field to its Korean values in English."""
ENTERED = frozenset({"metadata", "orderName", "cancelReason", "alias"})


def in_english(value: Any) -> Any:
    """A JSON value of an answer, translated."""
    if isinstance(value, list):
        return [in_english(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _field(name, one) for name, one in value.items()}


def _field(name: str, value: Any) -> Any:
    if name in ENTERED:
        return value
    if name == "failure" and isinstance(value, dict) and value.get("code") in CODES:
        return {**value, "message": message(value["code"], english=True)}
    if isinstance(value, str):
        return VALUES.get(name, {}).get(value, value)
    return in_english(value)
