"""Card companies and banks."""

import pytest

from brandpay_sandbox.toss.organisations import BANK_CODES, BANKS, CARD_CODES, CARD_COMPANIES


def test_what_the_window_offers_is_of_the_list():
    assert {one.code for one in CARD_COMPANIES} <= CARD_CODES.keys()
    assert {one.code for one in BANKS} <= BANK_CODES.keys()


@pytest.mark.parametrize("code", ["KBS", "PCP", "NIC", "KON", "W1", "33"])
def test_codes_of_cards(code):
    assert CARD_CODES[code]


@pytest.mark.parametrize(
    ("code", "name"), [("06", "KOOKMIN"), ("60", "BOA"), ("30", "SUHYEOPLOCALBANK")]
)
def test_codes_of_banks(code, name):
    assert BANK_CODES[code] == name
