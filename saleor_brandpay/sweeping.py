"""One sweep at a time, by Django's cache; where each process has one of its own, one in each."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache

from .core.attempts.leases import LEASE

logger = logging.getLogger(__name__)

_NAME = "saleor_brandpay:sweep"
_SECONDS = LEASE.total_seconds()
"""Longer than the work on any one row; a sweep that has died keeps others waiting no longer."""


@contextmanager
def alone() -> Iterator[Callable[[], None] | None]:
    """None: another sweep is at work. Else a function to call before each row, which says so."""
    token = uuid.uuid4().hex
    if not safely(lambda: cache.add(_NAME, token, _SECONDS), failed=True):
        yield None
        return
    try:
        yield lambda: safely(lambda: cache.touch(_NAME, _SECONDS))
    finally:
        if safely(lambda: cache.get(_NAME)) == token:
            safely(lambda: cache.delete(_NAME))


def safely(use: Callable[[], Any], failed: Any = None) -> Any:
    """While the cache is down the same may be done twice at once: the work is leased."""
    try:
        return use()
    except Exception:
        logger.warning("the cache failed; what others do is not known", exc_info=True)
        return failed
