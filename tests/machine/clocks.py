"""One time for the plugin, for the shop and for Toss, moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from saleor_brandpay import clock
from saleor_brandpay.sandbox.clock import SandboxClock

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Clocks:
    def __init__(self, patch: pytest.MonkeyPatch, toss: Any) -> None:
        self._toss = toss
        self.plugin = clock.FrozenClock(START)
        patch.setattr(clock._Current, "clock", self.plugin)
        patch.setattr(timezone, "now", self.plugin.now)

        async def wait_until(of_toss: SandboxClock, until: datetime) -> None:
            """Toss takes its time over an answer, and so it does for everybody."""
            seconds = max(0.0, (until - of_toss.now()).total_seconds())
            self.plugin.advance(seconds)
            of_toss.advance(seconds)

        patch.setattr(SandboxClock, "wait_until", wait_until)

    def start_over(self) -> None:
        self.plugin.__init__(START)
        self._toss.control("POST", "clock", {"frozen": True, "at": START.isoformat()})

    def now(self) -> datetime:
        return self.plugin.now()

    def advance(self, seconds: float) -> None:
        self.plugin.advance(seconds)
        self._toss.advance(seconds)
