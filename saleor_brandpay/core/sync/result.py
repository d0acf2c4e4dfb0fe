"""What a worker found when it looked after an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class End(Enum):
    SETTLED = "settled"
    """Toss, our rows and the shop agree; nothing is left to do."""
    WAITING = "waiting"
    """Toss has not ended it, or cannot be asked: look again later."""
    BUSY = "busy"
    """Somebody else works on it just now."""
    STUCK = "stuck"
    """A person has to look."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    end: End
    text: str
    """Why, for staff and logs; in English, without secrets."""


def settled(text: str) -> Followed:
    return Followed(end=End.SETTLED, text=text)


def waiting(text: str) -> Followed:
    return Followed(end=End.WAITING, text=text)


def stuck(text: str) -> Followed:
    return Followed(end=End.STUCK, text=text)
