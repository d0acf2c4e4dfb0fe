"""What this process lets wait for Toss, and which processes of the shop have seen it hang (M21).

A process says in Django's cache when its breaker opens or closes. Where the cache is each
process's own, or is down, nothing is heard of the others: that is no sign of anything.
"""

from __future__ import annotations

import datetime
import logging
import os
import socket
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from .. import watch
from ..api.limits import Limits, State
from ..clock import now
from ..conf import conf

logger = logging.getLogger(__name__)

TIMEOUTS: Final = 5
"""In a row: Toss hangs."""
WORKER_TIMEOUTS: Final = 2
"""A worker waits alone, and the whole of its deadline: it has given up within two of them."""
PAUSE: Final = 5.0
"""Seconds between two calls that try whether Toss answers again."""
HEARD_FOR: Final = datetime.timedelta(minutes=5)
_NAME = "saleor_brandpay:breakers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A process whose breaker was open when it last spoke."""

    process: str
    """Its host and process id."""
    at: datetime.datetime
    timeouts: int
    """In a row."""
    refused: int
    """Calls that it has not sent, since it began."""


def limits() -> Limits:
    """As the settings say; a wrong one stops nobody from paying (system check E012)."""
    try:
        buyers, workers = conf.buyer_calls, conf.worker_calls
    except ValueError:
        buyers = workers = -1
    if min(buyers, workers) < 0:
        buyers, workers = conf.BUYER_CALLS, conf.WORKER_CALLS
    return Limits(
        buyers=buyers,
        workers=workers,
        timeouts=TIMEOUTS,
        worker_timeouts=WORKER_TIMEOUTS,
        pause=PAUSE,
    )


def tell(state: State) -> None:
    """Say how the breaker of this process stands."""
    watch.tell(watch.Breaker(is_open=state.is_open))
    process = f"{socket.gethostname()}:{os.getpid()}"
    try:
        # Two processes at once may overwrite each other: while Toss hangs each says it again.
        kept = _read()
        kept.pop(process, None)
        if state.is_open:
            kept[process] = (now().isoformat(), state.timeouts, state.refused)
        cache.set(_NAME, kept, HEARD_FOR.total_seconds())
    except Exception:
        logger.warning("the cache failed; nobody hears of this breaker", exc_info=True)


def heard() -> list[Open]:
    """The processes that lately said that Toss hangs."""
    try:
        kept = _read()
    except Exception:
        logger.warning("the cache failed; other processes' breakers are not known", exc_info=True)
        return []
    found = [
        Open(
            process=process,
            at=datetime.datetime.fromisoformat(at),
            timeouts=timeouts,
            refused=refused,
        )
        for process, (at, timeouts, refused) in sorted(kept.items())
    ]
    return [one for one in found if now() - one.at < HEARD_FOR]


def _read() -> dict[str, tuple[str, int, int]]:
    return dict(cache.get(_NAME) or {})
