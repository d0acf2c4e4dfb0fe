"""What came of syncing an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SyncStatus(Enum):
    SETTLED = "settled"
    """Toss, our rows and the shop agree; nothing is left to do."""
    WAITING = "waiting"
    """Toss has not ended it, or cannot be asked: look again later."""
    BUSY = "busy"
    """Somebody else works on it just now."""
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


def elsewhere(what: str) -> SyncResult:
    text = f"{what} is kept under an encryption key that this process does not have"
    return SyncResult(end=SyncStatus.ELSEWHERE, text=text)


def stuck(text: str) -> SyncResult:
    return SyncResult(end=SyncStatus.STUCK, text=text)
