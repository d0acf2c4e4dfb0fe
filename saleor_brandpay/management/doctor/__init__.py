"""What an operator wants to know at a glance: each finding one line, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from . import app, channels, installation, installed, keys, people, refunds, secrets, toss, work
from .finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]


def examine(
    *, channel: str | None = None, online: bool = False, fix: bool = False
) -> list[Finding]:
    """Look at everything; at one channel only if its slug is named.

    `online`: ask Toss whether it takes the keys. `fix`: repair the App row first.
    """
    return list(_examine(channel, online=online, fix=fix))


def _examine(channel: str | None, *, online: bool, fix: bool) -> Iterator[Finding]:
    broken = False
    for finding in installed.findings():
        broken = broken or finding.level is Level.ERROR
        yield finding
    yield from app.findings(fix=fix)
    if broken:
        # Keys cannot be read and tables may lack: what follows would be noise.
        yield Finding(
            Level.NOTE,
            "channels",
            "not looked at before the errors above are mended",
            code="not_examined",
        )
        return
    yield from keys.findings()
    yield from secrets.findings()
    yield from installation.findings()
    yield from channels.findings(channel, online=online)
    yield from toss.findings()
    yield from work.findings()
    yield from refunds.findings()
    yield from people.findings()
