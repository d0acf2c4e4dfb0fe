"""What a buyer reads for each code of Toss's that he can meet."""

import re

import pytest

from brandpay_sandbox.messages import CODES
from saleor_brandpay.api.error_codes import KINDS, Kind
from saleor_brandpay.core.messages.buyer_texts import TEXTS
from saleor_brandpay.core.messages.toss_codes import buyer_problem

GENERAL = buyer_problem("BRAND_NEW_CODE")
OF_THE_SHOP = "NOT_ALLOWED_BRANDPAY_METHOD NOT_SUPPORTED_METHOD NOT_FOUND_MERCHANT"
FAIL_URL = f"""
    PAY_PROCESS_CANCELED PAY_PROCESS_ABORTED REJECT_CARD_COMPANY FAILED_CARD_COMPANY
    MAINTAINED_METHOD INVALID_STOPPED_CARD INVALID_CARD_INFO_RE_REGISTER
    INVALID_CARD_LOST_OR_STOLEN DUPLICATED_ORDER_ID NOT_FOUND_METHOD INVALID_REQUEST
    INVALID_PASSWORD NOT_FOUND_CUSTOMER FAILED_DB_PROCESSING NOT_FOUND_METHOD_OWNERSHIP
    UNKNOWN_PAYMENT_ERROR RESTRICTED_TRANSFER_ACCOUNT FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER
    FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING COMMON_ERROR INVALID_MAXIMUM_DISCOUNT_AMOUNT
    NOT_FOUND_PAYMENT INVALID_REQUIRED_PARAM SUSPECTED_PHISHING_PAYMENT EXCEED_MAX_DISCOUNT_COUNT
    {OF_THE_SHOP}
""".split()
DECLINED = sorted(code for code, kind in KINDS.items() if kind is Kind.DECLINED)


@pytest.mark.parametrize("code", [*FAIL_URL, *DECLINED])
def test_buyer_is_told_more_than_that_it_failed(code: str) -> None:
    problem = buyer_problem(code)
    assert problem.code == code
    assert (problem.ko, problem.en) != (GENERAL.ko, GENERAL.en)
    assert re.search("[가-힣]", problem.ko)
    assert problem.en.isascii()


def test_there_are_28_codes_of_fail_url() -> None:
    assert len(set(FAIL_URL)) == 28


@pytest.mark.parametrize("code", OF_THE_SHOP.split())
def test_what_the_shop_has_to_mend_is_said_to_be_the_shops(code: str) -> None:
    assert "tell the shop" in buyer_problem(code).en


def test_texts_are_of_known_codes() -> None:
    assert set(TEXTS) - set(KINDS) == {"EXPIRED", "CANCELED"}, "of a payment that was read back"


def test_every_code_of_the_sandbox_has_its_kind() -> None:
    """It has Toss's core list; the two tables were made apart."""
    assert CODES - set(KINDS) == set()
    assert len(CODES) > 150
