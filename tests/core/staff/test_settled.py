"""What staff read of a settlement."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.settlements.month import day_of
from saleor_brandpay.core.settlements.of_payment import Known, NotYet, PaidOut
from saleor_brandpay.http.staff.figures import MINUS
from saleor_brandpay.http.staff.settled import words

TODAY = day_of(now())
TOMORROW = TODAY + datetime.timedelta(days=1)
SALE = PaidOut(pay_out=14588, fee=412, vat=37, on=TODAY)
BACK = PaidOut(pay_out=-4863, fee=-137, vat=-12, on=TOMORROW)
AT = datetime.datetime(2026, 12, 1, 15, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("known", "korean", "english"),
    [
        (
            SALE,
            f"{TODAY} 입금 · ₩14,588 · 수수료 ₩412 (부가세 ₩37 포함)",
            f"paid out on {TODAY} · ₩14,588 · fee ₩412, with VAT ₩37",
        ),
        (
            BACK,
            f"{TOMORROW} 차감 예정 · {MINUS}₩4,863 · 수수료 환급 ₩137 (부가세 ₩12 포함)",
            f"to be taken off on {TOMORROW} · {MINUS}₩4,863 · fee given back ₩137, with VAT ₩12",
        ),
        (
            PaidOut(pay_out=0, fee=None, vat=None, on=None),
            "입금일 미정 · ₩0 · 수수료 – (부가세 – 포함)",
            "no day of payout yet · ₩0 · fee –, with VAT –",
        ),
        (
            PaidOut(pay_out=None, fee=5, vat=None, on=TOMORROW),
            f"{TOMORROW} 입금 예정 · 금액을 읽을 수 없음",
            f"to be paid out on {TOMORROW} · its amounts cannot be read",
        ),
        (
            NotYet(AT),
            "아직 정산되지 않음 (2026-12-02 00:30 기준)",
            "not yet, as of 2026-12-02 00:30",
        ),
        (None, "아직 알 수 없음 (매일 밤 읽음)", "not known yet (read each night)"),
    ],
)
def test_in_each_language(settings: Any, known: Known, korean: str, english: str) -> None:
    for language, text in (("ko", korean), ("en", english), ("both", f"{korean} / {english}")):
        settings.BRANDPAY_STAFF_LANGUAGE = language
        assert words(known) == text


def test_test_payments_are_settled_only_where_there_is_a_row(settings: Any) -> None:
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    assert words(NotYet(AT), is_test=True) == words(None, is_test=True) == "none for test payments"
    assert words(SALE, is_test=True) == words(SALE)


def test_what_went_back_in_full_may_never_be_settled(settings: Any) -> None:
    settings.BRANDPAY_STAFF_LANGUAGE = "en"
    assert words(NotYet(AT), is_given_back=True).endswith("refunded: perhaps never")
    assert words(SALE, is_given_back=True) == words(SALE)
