"""What Toss says with each error code, in Korean and English.

The texts of the core API are those of Toss's error table. Toss may change them at any time:
branch on the code.
"""

from __future__ import annotations

from . import en, ko


def _parse(table: str) -> dict[str, str]:
    lines = (line.split(": ", 1) for line in table.strip().splitlines())
    return {code.strip(): text for code, text in lines}


_KOREAN = _parse(ko.TABLE)
_ENGLISH = _parse(en.TABLE)

CODES = frozenset(_KOREAN)


def message(code: str, *, english: bool = False) -> str:
    """The text of a code; KeyError for a code that Toss does not have."""
    return (_ENGLISH if english else _KOREAN)[code]
