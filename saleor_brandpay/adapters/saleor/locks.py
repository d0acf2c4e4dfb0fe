"""Waiting for Saleor's locks, but not for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from ...core.shop import Busy

_BUSY = ("55P03", "40P01")
"""PostgreSQL: lock not available, deadlock detected."""


@contextmanager
def patiently(seconds: float, *, durable: bool = False) -> Iterator[None]:
    """A transaction in which each lock is waited for this long. Raises Busy."""
    try:
        with transaction.atomic(durable=durable):
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{seconds * 1000:.0f}ms'")
            yield
    except OperationalError as error:
        cause = error.__cause__
        if getattr(cause, "sqlstate", getattr(cause, "pgcode", "")) in _BUSY:
            raise Busy from error
        raise
