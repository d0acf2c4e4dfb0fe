"""The sandbox's clock: real time plus an offset that tests move."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

KST = timezone(timedelta(hours=9))


class SandboxClock:
    """Runs like real time until it is frozen; every move wakes those who wait on it."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._frozen_at: datetime | None = None
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The sandbox's present, aware (UTC)."""
        if self._frozen_at is not None:
            return self._frozen_at
        return datetime.now(UTC) + self._offset

    @property
    def frozen(self) -> bool:
        return self._frozen_at is not None

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        step = timedelta(seconds=seconds)
        if self._frozen_at is not None:
            self._frozen_at += step
        else:
            self._offset += step
        self._wake()

    def set(self, at: datetime) -> None:
        """Set the clock to `at` (aware); a frozen clock stays frozen."""
        if self._frozen_at is not None:
            self._frozen_at = at.astimezone(UTC)
        else:
            self._offset = at - datetime.now(UTC)
        self._wake()

    def freeze(self, frozen: bool) -> None:
        """Stop the clock where it is, or let it run on from there."""
        now = self.now()
        self._frozen_at = now if frozen else None
        if not frozen:
            self._offset = now - datetime.now(UTC)
        self._wake()

    async def wait_until(self, until: datetime) -> None:
        """Return when this clock shows `until`, by time passing or by a test moving it."""
        while (left := (until - self.now()).total_seconds()) > 0:
            moved = self._moved
            with suppress(TimeoutError):
                async with asyncio.timeout(None if self._frozen_at else left):
                    await moved.wait()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def iso(at: datetime) -> str:
    """Toss's date-time: seconds, Korean offset (`2026-01-02T03:04:05+09:00`)."""
    return at.astimezone(KST).isoformat(timespec="seconds")


def http_date(at: datetime) -> str:
    """The value of a `Date` header."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
