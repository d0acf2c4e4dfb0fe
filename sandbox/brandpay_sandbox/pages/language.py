"""Korean or English, and how amounts and times read in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..toss.clock import KST
from .words import WORDS

if TYPE_CHECKING:
    from datetime import datetime

Words = dict[str, tuple[str, str]]
"""A text in Korean and in English."""


class Language:
    """The words of one language: `say("pay")`."""

    words: ClassVar[Words] = WORDS

    def __init__(self, *, english: bool) -> None:
        self.english = english

    @property
    def code(self) -> str:
        return "en" if self.english else "ko"

    def say(self, name: str, **values: str | int) -> str:
        """A text of `words.py` with its values filled in."""
        return self.words[name][self.english].format(**values)

    def won(self, amount: int) -> str:
        return f"₩{amount:,}" if self.english else f"{amount:,}원"

    def time(self, at: datetime) -> str:
        """Date and time in Korea."""
        return f"{at.astimezone(KST):%Y-%m-%d %H:%M:%S}"


def prefers_english(accept_language: str) -> bool:
    """The browser's first language that is neither absent nor Korean means English."""
    first = accept_language.split(",", 1)[0].strip().lower()
    return bool(first) and first != "*" and not first.startswith("ko")
