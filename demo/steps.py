"""What the demo is doing just now, and how long it took: nobody waits before an empty terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 56


def tell(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says what it is, then the seconds that it took."""
    tell(f"  {what + ' ':.<{WIDTH}} ", end="")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        tell("failed")
        raise
    tell(f"{time.monotonic() - began:5.1f} s")
