"""Error codes, their statuses and their texts."""

import pytest

from brandpay_sandbox.messages import message
from brandpay_sandbox.toss.codes import STATUS, is_decline

from .support import Api


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_code_has_a_korean_and_an_english_text(code):
    assert message(code)
    assert message(code, english=True).isascii()
    assert STATUS[code] in {400, 401, 403, 404, 409, 500}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (None, "존재하지 않는 결제 정보 입니다."),
        ("ko-KR,en;q=0.5", "존재하지 않는 결제 정보 입니다."),
        ("en-US", "The payment does not exist."),
        ("EN", "The payment does not exist."),
    ],
)
def test_the_text_is_korean_unless_english_is_asked_for(api: Api, language, text):
    headers = {} if language is None else {"Accept-Language": language}

    assert api.get("/v1/payments/x", headers=headers).json["message"] == text


@pytest.mark.parametrize(
    "code",
    [
        "REJECT_ACCOUNT_PAYMENT",
        "INVALID_REJECT_CARD",
        "INVALID_CARD_NUMBER",
        "INVALID_ACCOUNT_INFO_RE_REGISTER",
        "EXCEED_MAX_ONE_DAY_AMOUNT",
        "FDS_ERROR",
        "RESTRICTED_TRANSFER_ACCOUNT",
    ],
)
def test_declines_end_a_payment(code):
    assert is_decline(code)


@pytest.mark.parametrize(
    "code",
    [
        "PROVIDER_ERROR",
        "CARD_PROCESSING_ERROR",
        "INVALID_REQUEST",
        "INVALID_REFUND_ACCOUNT_INFO",
        "EXCEED_MAX_REFUND_DUE",
        "EXCEED_CANCEL_LIMIT",
        "ALREADY_PROCESSED_PAYMENT",
        "UNAUTHORIZED_KEY",
    ],
)
def test_other_codes_do_not(code):
    assert not is_decline(code)
