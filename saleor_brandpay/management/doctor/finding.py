from __future__ import annotations

import enum
from dataclasses import dataclass


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

    @property
    def is_trouble(self) -> bool:
        return self.level in (Level.WARNING, Level.ERROR)
