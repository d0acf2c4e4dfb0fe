"""What the command line orders: in force from the start, and again after every reset."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .faults import order_fault
from .scenario import play, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..toss.state import State

_OF_ONE_MID = re.compile(r"((?:test|live)_g?ck_\w+)=(.*)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    faults: list[dict[str, Any]] = field(default_factory=list)
    webhooks: list[str] = field(default_factory=list)
    """URLs, told of every MID known from the start; `clientKey=URL` is told of one."""
    events: list[str] | None = None
    """The types of events that these are told; None: all."""
    scenario: Path | None = None
    """A file of `scenario.py`, played before everything else."""

    def prepare(self, state: State) -> None:
        """Bring a fresh state there; ValueError says which flag is wrong."""
        if self.scenario is not None:
            with _flag("--scenario"):
                play(state, self.scenario.name, read(self.scenario))
        for fault in self.faults:
            with _flag("--fault"):
                order_fault(state.faults, fault)
        for webhook in self.webhooks:
            with _flag("--webhook"):
                self._register(state, webhook)

    def _register(self, state: State, webhook: str) -> None:
        one = _OF_ONE_MID.fullmatch(webhook)
        merchants, url = state.keys.merchants(), webhook
        if one is not None:
            pair, url = state.keys.by_client_key(one[1]), one[2]
            if pair is None:
                raise ValueError("this client key is not known: give its pair with --key")
            merchants = [pair.merchant]
        for merchant in merchants:
            state.outbox.webhooks.register(merchant, url, self.events)


@contextmanager
def _flag(name: str) -> Iterator[None]:
    """Puts the flag's name before what is wrong with it."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
