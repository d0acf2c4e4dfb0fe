"""Texts for people that Toss takes, within its limits.

Toss's limits are counted where the SDK and its servers count them: in UTF-16 units. A text is never
cut within a character that a reader sees (an extended grapheme cluster of UAX #29). The standard
library does not know those; where its properties do not tell, two characters are kept together.
"""

from __future__ import annotations

import re
import unicodedata

NAME = 100
"""UTF-16 units of `orderName` and `customerName`."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their category, and nothing to a reader."""
_JOINER = "\u200d"
_VIRAMA = 9
"""Canonical combining class."""
_EXTENDS = re.compile(r"[\u200c\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_PREPENDS = re.compile(r"[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]")
_LEADING = re.compile(r"[\u1100-\u115f\ua960-\ua97c]")
_VOWEL = re.compile(r"[\u1160-\u11a7\ud7b0-\ud7c6]")
_TRAILING = re.compile(r"[\u11a8-\u11ff\ud7cb-\ud7fb]")
_SYLLABLE = re.compile(r"[\uac00-\ud7a3]")


def units(text: str) -> int:
    """Its length as JavaScript and Java count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> str:
    """In one line, without blanks around it; empty when there is nothing to see."""
    line = _CONTROLS.sub(" ", text).strip()
    return "" if all(_is_invisible(character) for character in line) else line


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of it, in whole characters."""
    if units(text) <= limit:
        return text
    taken, length = 0, 0
    for end in _ends(text):
        length += units(text[taken:end])
        if length > limit:
            break
        taken = end
    return text[:taken].rstrip()


def _is_invisible(character: str) -> bool:
    return (
        character.isspace()
        or character in _FILLERS
        or unicodedata.category(character) in ("Cc", "Cf", "Mn")
    )


def _ends(text: str) -> list[int]:
    """Where the characters that a reader sees end."""
    ends, flags = [], 0
    for position in range(1, len(text)):
        left, right = text[position - 1], text[position]
        flags = flags + 1 if _FLAG.match(left) else 0
        if not _belong(left, right, flags):
            ends.append(position)
    return [*ends, len(text)]


def _belong(left: str, right: str, flags: int) -> bool:
    """Whether both are of one character; `flags`: regional indicators up to `left`."""
    if right == _JOINER or _EXTENDS.match(right) or unicodedata.category(right)[0] == "M":
        return True
    if left == _JOINER or _PREPENDS.match(left):
        return True
    if unicodedata.combining(left) == _VIRAMA:
        return unicodedata.category(right) == "Lo"
    if flags and _FLAG.match(right):
        return flags % 2 == 1
    return _is_one_syllable(left, right)


def _is_one_syllable(left: str, right: str) -> bool:
    """Of Hangul that is written in its letters (NFD)."""
    if _LEADING.match(left):
        return bool(_LEADING.match(right) or _VOWEL.match(right) or _SYLLABLE.match(right))
    if _VOWEL.match(left) or (_SYLLABLE.match(left) and (ord(left) - 0xAC00) % 28 == 0):
        return bool(_VOWEL.match(right) or _TRAILING.match(right))
    return bool(_TRAILING.match(right) and (_TRAILING.match(left) or _SYLLABLE.match(left)))
