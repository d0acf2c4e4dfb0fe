"""One line on how a payment was made, in the language of staff."""

import re
from typing import Any

import pytest

from saleor_brandpay.core.messages.payment_line import method_name, payment_line, title

CARD = {"type": "card", "name": "신한", "brand": "SHINHAN", "last4": "000*"}
ACCOUNT = {"type": "account", "name": "토스", "brand": "TOSSBANK"}
RECEIPT = {"cashReceipt": {"type": "소득공제", "issueNumber": "123456789"}}


@pytest.mark.parametrize(
    ("method", "korean", "english"),
    [
        ({}, "", ""),
        ({"method": "간편결제"}, "간편결제", "간편결제"),
        (CARD, "신한 000*", "SHINHAN 000*"),
        (
            CARD | {"approveNo": "00001234"},
            "신한 000*, 승인번호 00001234",
            "SHINHAN 000*, approval no. 00001234",
        ),
        (
            CARD | {"approveNo": "1", "installmentMonths": 3, "discount": 1500},
            "신한 000*, 승인번호 1, 할부 3개월, 즉시할인 1,500원",
            "SHINHAN 000*, approval no. 1, 3 instalments, instant discount 1,500 won",
        ),
        (
            ACCOUNT | RECEIPT,
            "토스뱅크 계좌, 현금영수증 123456789",
            "TOSSBANK account, cash receipt 123456789",
        ),
        (ACCOUNT | {"last4": "1234"}, "토스뱅크 계좌 1234", "TOSSBANK account 1234"),
    ],
)
def test_line(settings: Any, method: dict[str, Any], korean: str, english: str) -> None:
    assert payment_line(method) == (korean if korean == english else f"{korean} / {english}")
    settings.BRANDPAY_STAFF_LANGUAGE = "ko"
    assert payment_line(method) == korean
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    assert payment_line(method) == english


def test_test_payments_are_marked(settings: Any) -> None:
    settings.BRANDPAY_STAFF_LANGUAGE = "ko"
    assert title(CARD, is_test=True) == "[테스트] 신한 000*"
    assert payment_line(CARD, is_test=True) == "[테스트] 신한 000*"
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    assert title(ACCOUNT, is_test=True) == "[TEST] TOSSBANK account"
    assert title({}, is_test=True) == "[TEST]"


def test_no_korean_for_who_reads_english(settings: Any) -> None:
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    for method in (CARD, ACCOUNT | RECEIPT):
        assert not re.search("[가-힣]", payment_line(method, is_test=True) + method_name(method))
