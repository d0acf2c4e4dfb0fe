"""How much of this process may wait for Toss: a bulkhead and a breaker (M21).

What they refuse is not sent: nothing about it is unknown. Each is of one process, like the
connections to Toss; threads share it.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from saleor_brandpay import clock
from saleor_brandpay.api.asking import Caller, asked_by, current_piece
from saleor_brandpay.api.errors import TossBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger("saleor_brandpay.api")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    buyers: int = 0
    """Buyers, and staff, who wait for Toss at one time, visitors included; 0: no limit."""
    workers: int = 0
    """Workers at one time; 0: no limit."""
    timeouts: int = 0
    """So many time-outs in a row open the breaker; 0: never."""
    worker_timeouts: int = 0
    """The same where the last one was a worker's, who waits longer and one by one; 0: never."""
    pause: float = 5.0
    """Seconds until one call tries again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How it stands now, for people."""

    buyers: int
    """Permits that are taken."""
    workers: int
    timeouts: int
    """In a row."""
    is_open: bool
    """Whether the breaker is: Toss hung when it was asked last."""
    refused: int
    """Calls that were not sent, since the process began."""


@dataclass(slots=True)
class Passage:
    """One exchange, which says how it ended."""

    hung: bool = False
    """It waited until its time was up."""
    answered: bool = False
    """Toss said something, whatever it was."""


class Gate:
    """Every call to Toss passes it."""

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self.limits = limits
        """Asked at each call."""
        self.changed: Callable[[State], None] = lambda _: None
        """Told whenever the breaker opens, opens again, or closes."""
        self.waits: Callable[[], None] = lambda: None
        """Told before a call for which somebody waits: what it needs not meanwhile, it lets go."""
        self.forget()

    def forget(self) -> None:
        """Begin anew, in a new process."""
        self._lock = threading.Lock()
        self._permits = dict.fromkeys(Caller, 0)
        self._timeouts = 0
        self._refused = 0
        self._refused_until: float | None = None

    def state(self) -> State:
        with self._lock:
            return State(
                buyers=self._taken(Caller.BUYER),
                workers=self._permits[Caller.WORKER],
                timeouts=self._timeouts,
                is_open=self._refused_until is not None,
                refused=self._refused,
            )

    @property
    def refuses(self) -> bool:
        """Whether the breaker refuses calls now. After each pause one is let through."""
        until = self._refused_until
        return until is not None and clock.monotonic() < until

    @contextmanager
    def passing(self, path: str) -> Iterator[Passage]:
        """One exchange. Raises TossBusy, and then nothing is sent."""
        caller, piece, limits = asked_by.get(), current_piece.get(), self.limits()
        is_in = piece is not None and self in piece.permits
        try:
            give_back = self._enter(caller, limits, path, is_in=is_in)
        except TossBusy:
            if piece is not None:
                piece.refused = True
            raise
        if piece is not None:
            piece.permits.setdefault(self, give_back)
        passage = Passage()
        try:
            if piece is not None and caller is not Caller.WORKER:
                self.waits()
            yield passage
        finally:
            self._learn(caller, limits, passage)
            if piece is None:
                give_back()

    def _enter(
        self, caller: Caller, limits: Limits, path: str, *, is_in: bool
    ) -> Callable[[], None]:
        with self._lock:
            if self.refuses:
                self._refused += 1
                raise TossBusy("Toss hangs: it is asked again in a moment", path=path)
            if not is_in and self._is_full(caller, limits):
                self._refused += 1
                raise TossBusy(f"as many {caller.value} wait for Toss as may", path=path)
            if self._refused_until is not None:
                # This one tries. If it hangs, the next one does not wait for its end.
                self._refused_until = clock.monotonic() + limits.pause
            permits = self._permits
            permits[caller] += not is_in

        def give_back() -> None:
            with self._lock:
                permits[caller] -= 1

        return give_back

    def _taken(self, caller: Caller) -> int:
        alike = (Caller.BUYER, Caller.VISITOR) if caller is Caller.BUYER else (caller,)
        return sum(self._permits[one] for one in alike)

    def _is_full(self, caller: Caller, limits: Limits) -> bool:
        if caller is Caller.WORKER:
            return 0 < limits.workers <= self._taken(caller)
        if not limits.buyers:
            return False
        half = max(limits.buyers // 2, 1)
        of_strangers = caller is Caller.VISITOR and self._taken(caller) >= half
        return of_strangers or self._taken(Caller.BUYER) >= limits.buyers

    def _learn(self, caller: Caller, limits: Limits, passage: Passage) -> None:
        with self._lock:
            was_open = self._refused_until is not None
            if passage.answered:
                self._timeouts, self._refused_until = 0, None
            elif passage.hung:
                self._timeouts += 1
                by_worker = caller is Caller.WORKER
                most = limits.worker_timeouts if by_worker else limits.timeouts
                if was_open or 0 < most <= self._timeouts:
                    self._refused_until = clock.monotonic() + limits.pause
            is_open, timeouts = self._refused_until is not None, self._timeouts
        if is_open and not was_open:
            logger.warning(
                "Toss hangs: %s time-outs in a row. Nothing is sent but one call every %s s.",
                timeouts,
                limits.pause,
            )
        elif was_open and not is_open:
            logger.warning("Toss answers again.")
        if was_open != is_open or (is_open and passage.hung):
            self.changed(self.state())
