"""What staff read: one language, Toss's words once, something to do."""

import re
from decimal import Decimal
from typing import Any

import pytest

from saleor_brandpay.api.error_codes import KINDS
from saleor_brandpay.core.messages.refund_problems import BUSY, of_refund
from saleor_brandpay.core.messages.staff import staff_text
from saleor_brandpay.core.messages.toss_codes import staff_problem


@pytest.mark.parametrize(
    ("setting", "read"),
    [(None, "가 / a"), ("both", "가 / a"), ("KO", "가"), ("en", "a"), ("korean", "가 / a")],
)
def test_language_is_the_shops(settings: Any, setting: str | None, read: str) -> None:
    settings.BRANDPAY_STAFF_LANGUAGE = setting
    assert staff_text("가", "a") == read


@pytest.mark.parametrize("code", [*KINDS, "BRAND_NEW_CODE"])
def test_refusal_says_what_to_do(code: str) -> None:
    problem = staff_problem(code, "")
    korean, english = re.split(r"\. ", problem.ko, maxsplit=1)[1], problem.en.split(". ", 1)[1]
    assert re.search("[가-힣]", korean)
    assert english.isascii()
    assert len(of_refund(10_000_000, staff_problem(code, "이유" * 50)).for_staff) <= 512


def test_toss_is_quoted_once_after_both_languages() -> None:
    text = staff_problem("NEW", " 한 줄\n두 줄 ").for_staff
    assert text.endswith('about the code. [NEW] "한 줄 두 줄"')
    assert text.count("한 줄") == 1


@pytest.mark.parametrize(
    ("amount", "won"),
    [(5000, "5,000"), (Decimal("5000.00"), "5,000"), (Decimal("5000.5"), "5,000.5")],
)
def test_history_tells_which_refund_is_meant(amount: Any, won: str) -> None:
    told = of_refund(amount, BUSY)
    assert told.ko.startswith(f"브랜드페이, {won}원 환불: ")
    assert told.en.startswith(f"Brandpay, refund of {won} won: ")
    assert told.code == BUSY.code
