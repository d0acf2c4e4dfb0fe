"""A moment by which everything has to be over."""

from __future__ import annotations

from dataclasses import dataclass

from saleor_brandpay import clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock; hand the same one to all the calls of one request."""

    at: float
    """Seconds on `clock.monotonic`."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline `seconds` from now."""
        return cls(clock.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self.at - clock.monotonic())

    @property
    def expired(self) -> bool:
        return self.remaining() == 0

    def within(self, seconds: float) -> Deadline:
        """This deadline, or the one `seconds` from now if that comes earlier."""
        return min(self, Deadline.after(seconds), key=lambda deadline: deadline.at)
