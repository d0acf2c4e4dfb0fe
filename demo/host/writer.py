"""The guard of the writer database: there is one database here, and it may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def allow_writer() -> Iterator[None]:
    yield
