"""One line on how a payment was made."""

from typing import Any

import pytest

from saleor_brandpay.core.messages.payment_line import payment_line

CARD = {"type": "card", "name": "신한", "last4": "000*"}


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ({}, ""),
        (CARD, "신한 000*"),
        (CARD | {"approveNo": "00001234"}, "신한 000*, 승인번호 00001234"),
        (
            CARD | {"approveNo": "1", "installmentMonths": 3, "discount": 1500},
            "신한 000*, 승인번호 1, 할부 3개월, 즉시할인 1,500원",
        ),
        (
            {"name": "토스뱅크", "cashReceipt": {"type": "소득공제", "issueNumber": "123456789"}},
            "토스뱅크, 현금영수증 123456789",
        ),
    ],
)
def test_line(method: dict[str, Any], line: str) -> None:
    assert payment_line(method) == line
