"""A payment as Toss showed it a moment ago: passed on, it need not be asked for again."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...api.payment import Payment
from ...clock import monotonic

FRESH = 2.0
"""Seconds. Whoever has to wait for one of the shop's locks asks anew before (sync_attempt)."""


@dataclass(frozen=True, slots=True)
class SeenPayment:
    payment: Payment
    at: float = field(default_factory=monotonic)

    @property
    def is_fresh(self) -> bool:
        return monotonic() - self.at < FRESH
