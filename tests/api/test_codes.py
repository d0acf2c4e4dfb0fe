from __future__ import annotations

import pytest

from brandpay_sandbox.toss.organisations import BANK_CODES, CARD_CODES
from saleor_brandpay.api import BANKS, CARD_COMPANIES, Organisation, bank, card_company


def test_card_companies_and_banks_are_two_tables():
    assert card_company("11") == Organisation("11", "국민", "KOOKMIN")
    assert bank("11") == Organisation("11", "농협", "NONGHYEOP")
    assert card_company("71").ko == "롯데"
    assert bank("71").ko == "우체국"


@pytest.mark.parametrize(("code", "ko"), [("06", "국민"), ("33", "33"), ("92", "토스")])
def test_bank_codes_keep_their_zeros(code: str, ko: str):
    assert bank(code).ko == ko


def test_woori_has_two_card_codes():
    assert card_company("33").ko == "우리BC"
    assert card_company("W1").ko == "우리"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("우리", "W1"), ("WOORI", "W1"), ("국민", "11"), ("신한카드", "41"), ("기업비씨", "3K")),
        *(
            ("비씨", "31"),
            ("카카오뱅크", "15"),
            ("Samsung", "51"),
            ("AMEX", "7A"),
            (" 현대 ", "61"),
        ),
    ],
)
def test_a_card_company_by_the_name_that_old_versions_show(name: str, code: str):
    assert card_company(name) == CARD_COMPANIES[code]


@pytest.mark.parametrize(
    ("name", "code"), [("토스", "92"), ("신한은행", "88"), ("농협", "11"), ("KAKAOBANK", "90")]
)
def test_a_bank_by_the_name_that_old_versions_show(name: str, code: str):
    assert bank(name) == BANKS[code]


@pytest.mark.parametrize(
    ("code", "ko"),
    [("KBS", "KB증권"), ("PCP", "페이코포인트"), ("NIC", "나이스페이먼츠"), ("KON", "코나")],
)
def test_card_codes_of_three_letters(code: str, ko: str):
    assert card_company(code).ko == ko


def test_tables_are_those_of_the_sandbox():
    """It shares no code with the client, and both were read from Toss's page."""
    assert {code: one.en for code, one in CARD_COMPANIES.items()} == CARD_CODES
    assert {code: one.en for code, one in BANKS.items()} == BANK_CODES


def test_an_unknown_code_stands_for_itself():
    assert card_company("새 카드") == Organisation("새 카드", "새 카드", "새 카드")
    assert card_company("") == Organisation("", "", "")
    assert card_company("카드").ko == "카드"
    assert card_company("ZZ") == Organisation("ZZ", "ZZ", "ZZ")
    assert bank("ZZ") == Organisation("ZZ", "ZZ", "ZZ")


def test_tables_are_complete():
    assert len(CARD_COMPANIES) == 35
    assert len(BANKS) == 53
    for table in (CARD_COMPANIES, BANKS):
        assert all(code == found.code and found.ko and found.en for code, found in table.items())
