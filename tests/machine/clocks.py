"""One time for the plugin, for the shop and for Toss, moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from brandpay_sandbox.faults.faults import Fault
from brandpay_sandbox.http import exchange
from brandpay_sandbox.http.waits import Dropped
from brandpay_sandbox.toss.state import State
from saleor_brandpay import clock

from .actors import current

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def _told_by(clock: Any) -> list[Any]:
    """Columns of time that ask this clock by themselves."""
    fields = (field for model in apps.get_models() for field in model._meta.concrete_fields)
    return [field for field in fields if field.default is clock]


class TurnClock(clock.FrozenClock):
    """Who waits for others gives its turn away."""

    pass_by: Callable[[float], None]
    """Moves the whole world's time on."""

    def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)
        actor = current()
        if actor:
            actor.reached("a pause", gives_way=True)


class Clocks:
    def __init__(self, patch: pytest.MonkeyPatch, toss: Any) -> None:
        self._toss = toss
        self.plugin = TurnClock(START)
        patch.setattr(clock._Current, "clock", self.plugin)
        for field in _told_by(timezone.now):
            patch.setattr(field, "default", self.plugin.now)
            vars(field).pop("_get_default", None)
        patch.setattr(timezone, "now", self.plugin.now)

        async def slow(state: State, fault: Fault) -> None:
            self._jump(state, fault.seconds or 0)

        async def hang(state: State, fault: Fault, request: Any) -> None:
            self._jump(state, fault.seconds or 0)
            raise Dropped

        patch.setattr(exchange, "slow", slow)
        patch.setattr(exchange, "hang", hang)

    def start_over(self) -> None:
        self.plugin.__init__(START)
        self._toss.control("POST", "clock", {"frozen": True, "at": START.isoformat()})

    def now(self) -> datetime:
        return self.plugin.now()

    def advance(self, seconds: float) -> None:
        self.plugin.advance(seconds)
        self._toss.advance(seconds)

    def _jump(self, state: State, seconds: float) -> None:
        """Toss takes its time over an answer, and so it does for everybody."""
        self.plugin.advance(seconds)
        state.clock.advance(seconds)
