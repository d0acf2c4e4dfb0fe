"""Texts for people, within Toss's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_brandpay.api import checks, text

CHARACTERS = {
    "a letter": "a",
    "Hangul": "한",
    "a present": "🎁",
    "a heart with its variation": "❤️",
    "a thumb with its skin": "👍🏽",
    "a family": "👨‍👩‍👧‍👦",
    "a profession": "👩🏽‍🚒",
    "the rainbow flag": "🏳️‍🌈",
    "a flag": "🇰🇷",
    "Scotland's": "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "a keycap": "1️⃣",
    "an accent apart": "e\u0301",
    "accents apart": "o\u0302\u0323",
    "Hangul in letters": "\u1112\u1161\u11ab",
    "Hangul in letters without an end": "\u1100\u1161",
    "a syllable and its end": "\uac00\u11a8",
    "old Hangul": "\u1100\u1100\u119e\u11ab",
    "Hindi": "क्षि",
    "Tamil": "நி",
    "Thai": "กำ",
    "Kana, halfwidth": "ｶﾞ",
    "a virama before a blank": "क्",
}


@pytest.mark.parametrize("character", CHARACTERS.values(), ids=CHARACTERS.keys())
def test_a_character_is_kept_or_left_out(character: str) -> None:
    for count in (1, 2, 5):
        whole = "a" + character * count + "z"
        for limit in range(1, text.units(whole) + 1):
            left = text.cut(whole, limit)
            assert text.units(left) <= limit
            assert left == whole or (left[1:] == character * ((len(left) - 1) // len(character)))


@given(
    several=st.lists(st.sampled_from(sorted(CHARACTERS.values())), max_size=40),
    limit=st.integers(0, 60),
)
def test_any_of_them_one_after_another(several: list[str], limit: int) -> None:
    """A virama joins what comes next, so that Indic ones are set apart."""
    spaced = [one if text.unicodedata.combining(one[-1]) != 9 else f"{one}." for one in several]
    left = text.cut("".join(spaced), limit)
    ends = ["".join(spaced[:count]) for count in range(len(spaced) + 1)]
    assert text.units(left) <= limit
    assert left in {*ends, *(end[:-1] for end in ends if end.endswith("."))}


@given(some=st.text(), limit=st.integers(0, 20))
def test_a_cut_text_is_a_beginning_that_fits(some: str, limit: int) -> None:
    left = text.cut(some, limit)
    assert some.startswith(left)
    assert text.units(left) <= limit
    assert left == some if text.units(some) <= limit else True


def test_units_are_those_of_a_browser() -> None:
    assert [text.units(one) for one in ("", "a", "한", "🎁", "👨‍👩‍👧‍👦")] == [0, 1, 1, 2, 11]


@pytest.mark.parametrize(
    "nothing",
    ["", "   ", "\t\n", "\u3000", "\u200b\u200b", "\u3164", "\uffa0 \u2800", "\u2028", "\u00ad"],
)
def test_a_name_of_nothing_is_empty(nothing: str) -> None:
    assert text.plain(nothing) == ""
    with pytest.raises(ValueError, match="order name"):
        checks.order_name(nothing)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (" Mug\n", "Mug"),
        ("Mug\r\nblue", "Mug blue"),
        ("찻잔\t청자\0", "찻잔 청자"),
        ("Mug  blue", "Mug  blue"),
        ("Mug\u2029blue\u0085", "Mug blue"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_controls_become_blanks(typed: str, line: str) -> None:
    assert text.plain(typed) == line


def test_an_order_name_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="one line"):
        checks.order_name("Mug\nblue")


def test_limits_are_counted_in_units() -> None:
    assert checks.order_name("🎁" * 50) == "🎁" * 50
    with pytest.raises(ValueError, match="order name"):
        checks.order_name("🎁" * 51)
    with pytest.raises(ValueError, match="cancel reason"):
        checks.cancel_reason("🎁" * 101)
