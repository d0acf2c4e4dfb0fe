"""How much of this process may wait for Toss: a bulkhead and a breaker (M21).

What they refuse is not sent: nothing about it is unknown. Each is of one process, like the
connections to Toss; threads share it.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from saleor_brandpay import clock
from saleor_brandpay.api.errors import TossBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger("saleor_brandpay.api")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    buyers: int = 0
    """Calls that wait for Toss at one time while somebody waits for us; 0: no limit."""
    workers: int = 0
    """Calls of workers at one time; 0: no limit."""
    timeouts: int = 0
    """So many time-outs in a row open the breaker; 0: never."""
    pause: float = 5.0
    """Seconds until one call tries again."""


class Caller(Enum):
    BUYER = "buyers"
    """Somebody waits for the answer: a buyer, staff."""
    WORKER = "workers"


_caller: ContextVar[Caller] = ContextVar("brandpay_caller", default=Caller.BUYER)


@contextmanager
def worker() -> Iterator[None]:
    """What is called inside is called by a worker: nobody waits for it."""
    token = _caller.set(Caller.WORKER)
    try:
        yield
    finally:
        _caller.reset(token)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How it stands now, for people."""

    limits: Limits
    buyers: int
    """Calls under way."""
    workers: int
    timeouts: int
    """In a row."""
    open_for: float
    """Seconds until one call tries again; 0: the breaker is closed."""
    refused: int
    """Calls that were not sent, since the process began."""


class Gate:
    """Every call to Toss passes it."""

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self.limits = limits
        """Asked at each call."""
        self.forget()

    def forget(self) -> None:
        """Begin anew, in a new process."""
        self._lock = threading.Lock()
        self._under_way = dict.fromkeys(Caller, 0)
        self._timeouts = 0
        self._refused = 0
        self._opened_until: float | None = None
        self._probing = False

    def state(self) -> State:
        with self._lock:
            until = self._opened_until
            return State(
                limits=self.limits(),
                buyers=self._under_way[Caller.BUYER],
                workers=self._under_way[Caller.WORKER],
                timeouts=self._timeouts,
                open_for=0 if until is None else max(until - clock.monotonic(), 0.001),
                refused=self._refused,
            )

    @property
    def is_open(self) -> bool:
        """Whether calls are refused because Toss hangs. The first one after the pause is not."""
        with self._lock:
            until = self._opened_until
            return until is not None and (self._probing or clock.monotonic() < until)

    @contextmanager
    def passing(self, path: str) -> Iterator[Passage]:
        """One exchange, which says how it ended. Raises TossBusy, and then nothing is sent."""
        caller, limits = _caller.get(), self.limits()
        passage = Passage(probes=self._enter(caller, limits, path))
        try:
            yield passage
        finally:
            self._leave(caller, limits, passage)

    def _enter(self, caller: Caller, limits: Limits, path: str) -> bool:
        limit = limits.buyers if caller is Caller.BUYER else limits.workers
        with self._lock:
            until, probes = self._opened_until, False
            if until is not None:
                if self._probing or clock.monotonic() < until:
                    self._refused += 1
                    raise TossBusy("Toss hangs: it is asked again in a moment", path=path)
                probes = True
            if limit and self._under_way[caller] >= limit:
                self._refused += 1
                raise TossBusy(f"{limit} calls of {caller.value} wait for Toss", path=path)
            self._probing = self._probing or probes
            self._under_way[caller] += 1
        return probes

    def _leave(self, caller: Caller, limits: Limits, passage: Passage) -> None:
        with self._lock:
            self._under_way[caller] -= 1
            if passage.probes:
                self._probing = False
            was_open = self._opened_until is not None
            if passage.hung:
                self._timeouts += 1
                if limits.timeouts and (was_open or self._timeouts >= limits.timeouts):
                    self._opened_until = clock.monotonic() + limits.pause
            elif passage.answered:
                self._timeouts, self._opened_until = 0, None
            is_open, timeouts = self._opened_until is not None, self._timeouts
        if is_open and not was_open:
            logger.warning(
                "Toss hangs: %s time-outs in a row. Nothing is sent for %s s, then one call tries.",
                timeouts,
                limits.pause,
            )
        elif was_open and not is_open:
            logger.warning("Toss answers again.")


@dataclass(slots=True)
class Passage:
    probes: bool
    """It is the one that tries whether Toss answers again."""
    hung: bool = False
    """It waited until its time was up."""
    answered: bool = False
    """Toss said something, whatever it was."""
