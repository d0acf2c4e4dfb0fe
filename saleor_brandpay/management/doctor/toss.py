"""Whether Toss answers, as the processes have seen it, and how many may wait for it (M21)."""

from __future__ import annotations

from collections.abc import Iterator

from ...core import breakers
from ..dates import shown
from .finding import Finding, Level

_ABOUT = "Toss"


def findings() -> Iterator[Finding]:
    limits = breakers.limits()
    buyers, workers = limits.buyers or "any number of", limits.workers or "any number of"
    text = f"{buyers} buyers and {workers} workers of a process may wait for it at one time"
    yield Finding(Level.OK, _ABOUT, text)
    for one in breakers.heard():
        yield Finding(
            Level.ERROR,
            _ABOUT,
            f"hangs: {one.process} said so at {shown(one.at)}, after {one.timeouts} time-outs in a "
            f"row and {one.refused} calls that were not sent; it tries every "
            f"{breakers.PAUSE:g} seconds and goes on by itself",
        )
