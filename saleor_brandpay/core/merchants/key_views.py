"""Which encryption keys the processes of the shop have, as far as Django's cache has heard.

A process says now and then which keys it has, by their names. Where the cache is each process's
own, or is down, nothing is heard of the others: that is no sign of anything.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.core.cache import cache

from ... import clock
from ...clock import now
from . import crypto

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds after which a process says it again."""
HEARD_FOR = datetime.timedelta(minutes=5)
_NAME = "saleor_brandpay:keys"

View = tuple[str, ...]
"""Names of keys, in the order of a process's list; the first one is the one it writes with."""


class Teller:
    """Says which keys this process has; cheap to be asked at every call."""

    def __init__(self) -> None:
        self._told: tuple[View, float] | None = None

    def tell(self) -> None:
        view, at = crypto.key_names(), clock.monotonic()
        if self._told and self._told[0] == view and at - self._told[1] < EVERY:
            return
        self._told = (view, at)
        _safely(lambda: cache.set(_NAME, _added(view), HEARD_FOR.total_seconds()))


_TELLER = Teller()
tell = _TELLER.tell


def heard() -> dict[View, datetime.datetime]:
    """Which lists of keys were heard of lately, and when last; this process's own among them."""
    found: dict[View, datetime.datetime] = {}

    def read() -> None:
        found.update(_read())

    _safely(read)
    found[crypto.key_names()] = now()
    return found


def lacking(name: str) -> list[View]:
    """The lists heard of lately that cannot read what is written under a key."""
    return [view for view in heard() if name not in view]


def _added(view: View) -> dict[str, str]:
    # Two processes at once may overwrite each other: each says it again in a moment.
    views = {**_read(), view: now()}
    return {" ".join(one): at.isoformat() for one, at in views.items()}


def _read() -> dict[View, datetime.datetime]:
    kept = cache.get(_NAME)
    if not isinstance(kept, dict):
        return {}
    views = {
        tuple(names.split(" ")): datetime.datetime.fromisoformat(at) for names, at in kept.items()
    }
    return {view: at for view, at in views.items() if now() - at < HEARD_FOR}


def _safely(use: Callable[[], object]) -> None:
    try:
        use()
    except Exception:
        logger.warning("the cache failed; other processes' keys are not known", exc_info=True)
