"""Calls to a webhook address with a secret that is none, counted for a day or two.

Toss calling an address of earlier days looks the same as a stranger who guesses. Where each process
has a cache of its own, each counts for itself; while the cache is down nothing is counted.
"""

from __future__ import annotations

import logging
from typing import Final

from django.core.cache import cache

from ...clock import now

logger = logging.getLogger(__name__)

_DAY: Final = 24 * 3600


def count(channel_pk: int) -> None:
    name = _name(channel_pk, _today())
    try:
        cache.add(name, 0, timeout=2 * _DAY)
        cache.incr(name)
    except Exception:
        logger.warning("the cache failed; a wrong secret is not counted", exc_info=True)


def counted(channel_pk: int) -> int:
    """Since yesterday."""
    days = (_today(), _today() - 1)
    try:
        return sum(cache.get_many([_name(channel_pk, day) for day in days]).values())
    except Exception:
        logger.warning("the cache failed; wrong secrets are not known", exc_info=True)
        return 0


def _today() -> int:
    return int(now().timestamp()) // _DAY


def _name(channel_pk: int, day: int) -> str:
    return f"saleor_brandpay:wrong_secrets:{channel_pk}:{day}"
