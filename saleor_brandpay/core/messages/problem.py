"""A reason that is said to people: buyers, or staff."""

from __future__ import annotations

from dataclasses import dataclass

from .staff import staff_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A reason in Korean and English."""

    code: str
    """Ours in capitals, or Toss's own code."""
    ko: str
    en: str
    toss: str = ""
    """Code and words of Toss's, for staff: they stand once, and in no sentence of ours."""

    @classmethod
    def of(cls, code: str, ko: str, en: str) -> Problem:
        return cls(code=code, ko=ko, en=en)

    def text(self, language: str) -> str:
        """For the buyer: in Korean when the checkout's language is Korean, else in English."""
        return self.ko if language.lower().startswith("ko") else self.en

    @property
    def for_staff(self) -> str:
        """In the language that the shop has set for them."""
        told = staff_text(self.ko, self.en)
        return f"{told} {self.toss}" if self.toss else told

    @property
    def bilingual(self) -> str:
        """For a buyer whose language we are not told."""
        return f"{self.ko} / {self.en}"
