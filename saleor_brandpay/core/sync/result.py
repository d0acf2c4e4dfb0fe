"""What came of syncing an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ...api import asking


class SyncStatus(Enum):
    SETTLED = "settled"
    """Toss, our rows and the shop agree; nothing is left to do."""
    WAITING = "waiting"
    """Toss has not ended it, or cannot be asked: look again later."""
    BUSY = "busy"
    """Somebody else works on it just now, or too much waits for Toss: this was no look."""
    ELSEWHERE = "elsewhere"
    """Kept under a key that this process does not have: another one is to decide (M20)."""
    STUCK = "stuck"
    """A person has to look."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncResult:
    end: SyncStatus
    text: str
    """Why, for staff and logs; in English, without secrets."""


def settled(text: str) -> SyncResult:
    return SyncResult(end=SyncStatus.SETTLED, text=text)


def waiting(text: str) -> SyncResult:
    return SyncResult(end=SyncStatus.WAITING, text=text)


def was_no_look(result: SyncResult) -> bool:
    """Whether Toss would have had to be asked, and was not, by this process's own limits (M21)."""
    return result.end is SyncStatus.WAITING and asking.was_refused()


NOT_ASKED = SyncResult(
    end=SyncStatus.BUSY, text="Toss hangs, or too many wait for it: it was not asked"
)


def elsewhere(what: str) -> SyncResult:
    text = f"{what} is kept under an encryption key that this process does not have"
    return SyncResult(end=SyncStatus.ELSEWHERE, text=text)


def stuck(text: str) -> SyncResult:
    return SyncResult(end=SyncStatus.STUCK, text=text)
