"""docs/codes.md is what the tables in the code say, and says something of every code."""

import re
from pathlib import Path

import pytest

from docs import make_codes
from saleor_brandpay.api.error_codes import KINDS, Kind
from saleor_brandpay.core.messages.buyer_texts import TEXTS
from saleor_brandpay.core.messages.ours import OURS
from saleor_brandpay.core.messages.refund_remedies import REMEDIES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "saleor_brandpay"
BEFORE = (
    r"\bcode=",
    r"\bor ",
    r"record_unknown\(attempt, ",
    r"_refuse\(case, row, ",
    r", payment, ",
    r"case\.payment, ",
    r"^REFUSED = ",
    r"^OTHER_MERCHANT = ",
)
IN_CODE = re.compile(f'(?:{"|".join(BEFORE)})"([A-Z][A-Z_]{{3,}})"', re.MULTILINE)
NOT_OF_OURS = {"UNKNOWN", "CONFIRM", "DONE"}
"""Statuses and fallbacks, no reasons."""


def codes_of(section: str) -> set[str]:
    return set(make_codes.ADVICE[section])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_page_is_what_the_tables_say(language):
    said = make_codes.PAGES[language].read_text()
    assert said == make_codes.page(language), "run: python docs/make_codes.py"


def test_there_is_advice_for_each_code_and_for_no_other():
    assert codes_of("ours") == set(OURS)
    assert codes_of("refunds") == set(make_codes.staff_codes())
    assert codes_of("kinds") == {kind.value for kind in Kind}
    found = {kind: {code for code, of in KINDS.items() if of is kind} for kind in Kind}
    assert codes_of("configuration") == found[Kind.CONFIGURATION]
    assert set(REMEDIES) == found[Kind.NOT_ALLOWED]
    assert codes_of("checks") == make_codes.check_ids()


def test_every_reason_that_the_code_keeps_is_explained():
    known = set(KINDS) | set(OURS) | codes_of("refunds") | codes_of("internal") | NOT_OF_OURS
    sources = [path.read_text() for path in (PACKAGE / "core").rglob("*.py")]
    named = {code for text in sources for code in IN_CODE.findall(text)}
    assert len(named) > 20
    assert named - known == set()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_code_stands_on_the_page(language):
    terms = set(re.findall(r"`([A-Z][A-Z_0-9]+)`", make_codes.PAGES[language].read_text()))
    assert set(KINDS) | set(OURS) | set(TEXTS) <= terms
    for section in ("refunds", "internal", "checks"):
        assert codes_of(section) <= terms


def test_advice_is_given_in_both_languages():
    for section, codes in make_codes.ADVICE.items():
        for code, said in codes.items():
            assert said["en"], (section, code)
            assert re.search("[가-힣]", said["ko"]), (section, code)
            assert set(re.findall(r"`[^`]+`", said["en"])) == set(
                re.findall(r"`[^`]+`", said["ko"])
            ), (section, code)
