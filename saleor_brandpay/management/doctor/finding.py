from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Level(enum.Enum):
    OK = "ok"
    NOTE = "note"
    """Nobody has to do anything."""
    WARNING = "warning"
    """Works now, but not for ever, or not at its best."""
    ERROR = "error"
    """Something that buyers or staff want does not work."""


@dataclass(frozen=True)
class Finding:
    level: Level
    about: str
    """app, settings, channel krw, …"""
    text: str
    """One line: what is so, and what to do about it."""
    code: str = field(kw_only=True)
    """For programs; of one code there may be several findings, about different things."""
    figures: Mapping[str, int | None] = field(default_factory=dict, kw_only=True)
    """Counts, and lags in seconds (`…_seconds`), of findings that count something."""
    cases: int = field(default=1, kw_only=True)
    """How many payments, events, … it tells of, where more of them are worse."""
    hidden: str = field(default="", kw_only=True)
    """What of the text is for the terminal only: a webhook URL is a secret."""

    @property
    def is_trouble(self) -> bool:
        return self.level in (Level.WARNING, Level.ERROR)

    @property
    def is_of_channel(self) -> bool:
        return self.about.startswith("channel ")

    @property
    def shareable(self) -> str:
        """The text for those who keep what they are given, and show it to many."""
        return self.text.replace(self.hidden, "…") if self.hidden else self.text

    def jsonable(self) -> dict[str, Any]:
        return {
            "level": self.level.value,
            "code": self.code,
            "about": self.about,
            "text": self.shareable,
            "figures": dict(self.figures),
        }
