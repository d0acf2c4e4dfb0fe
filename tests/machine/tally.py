"""Figures of a run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .actors import Actor


@dataclass
class Tally:
    examples: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    """Those that struck a call, by kind."""
    deaths: Counter[str] = field(default_factory=Counter)
    """By boundary."""
    races: int = 0
    switches: int = 0
    waits: int = 0
    """How often a worker waited for a lock of another one's."""
    ends: Counter[str] = field(default_factory=Counter)
    """What became of the carts."""
    seconds: Counter[Any] = field(default_factory=Counter)
    """Where the time of a run went."""

    def worked(self, actor: Actor) -> None:
        if actor.dead:
            self.deaths[actor.dead] += 1

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] += time.monotonic() - began

    def lines(self) -> list[str]:
        def listed(counter: Counter[str]) -> str:
            return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"

        return [
            f"examples: {self.examples}, steps: {self.rules.total()}",
            f"steps by kind: {listed(self.rules)}",
            f"faults that struck: {self.faults.total()} ({listed(self.faults)})",
            f"workers that died: {self.deaths.total()} ({listed(self.deaths)})",
            f"races: {self.races} with {self.switches} switches; {self.waits} waits for a lock",
            f"at rest: {listed(self.ends)}",
            "seconds: " + ", ".join(f"{name} {took:.0f}" for name, took in self.seconds.items()),
        ]
