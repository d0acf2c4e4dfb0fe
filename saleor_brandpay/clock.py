"""The one place that time comes from, so that tests can move it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards; only differences mean anything."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait so long for what others do."""
        time.sleep(seconds)


class FrozenClock(Clock):
    """A clock for tests: it moves only when it is told to.

    Without `at` it stands at the moment of its creation.
    """

    def __init__(self, at: datetime | None = None) -> None:
        if at is not None and at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = at.astimezone(UTC) if at is not None else datetime.now(UTC)
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move both times on by `seconds`; a clock is never put back."""
        if seconds < 0:
            raise ValueError("a clock cannot be put back")
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def sleep(self, seconds: float) -> None:
        """Nobody waits: the clock moves on."""
        self.advance(seconds)


ClockT = TypeVar("ClockT", bound=Clock)


class _Current:
    """Which clock the whole process goes by (all threads alike)."""

    clock: Clock = Clock()


def now() -> datetime:
    """The present moment by the current clock, aware, in UTC."""
    return _Current.clock.now()


def monotonic() -> float:
    """Seconds by the current clock, for measuring durations."""
    return _Current.clock.monotonic()


def sleep(seconds: float) -> None:
    """Wait by the current clock; no time of the machine passes where a test's own clock stands."""
    _Current.clock.sleep(seconds)


def set_clock(clock: Clock) -> Clock:
    """Make `clock` the current one and return the one before."""
    previous, _Current.clock = _Current.clock, clock
    return previous


@contextmanager
def use(clock: ClockT) -> Iterator[ClockT]:
    """Go by `clock` inside the `with` block."""
    previous = set_clock(clock)
    try:
        yield clock
    finally:
        set_clock(previous)
