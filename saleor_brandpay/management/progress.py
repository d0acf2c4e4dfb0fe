"""How far a command is, on stderr, so that stdout stays what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..clock import monotonic


class Stream(Protocol):
    def isatty(self) -> bool: ...

    def write(
        self, msg: str, style_func: Callable[[str], str] | None, ending: str | None
    ) -> object: ...


class Progress:
    """A line that rewrites itself on a terminal; elsewhere a line every few seconds.

    Elsewhere (cron, a log) only with `--verbosity 2`: cron mails whatever a job says. With
    `--verbosity 0` never.
    """

    TERMINAL, LOG = 0.2, 10.0
    """Seconds between two lines."""

    def __init__(self, stream: Stream, what: str, *, verbosity: int = 1) -> None:
        self._stream, self._what = stream, what
        self._live = stream.isatty()
        self._quiet = verbosity < (1 if self._live else 2)
        self._due = monotonic()
        self._shown = 0

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        """Say that `done` (of `total`) are done, unless the last word was a moment ago."""
        if self._quiet or monotonic() < self._due:
            return
        self._due = monotonic() + (self.TERMINAL if self._live else self.LOG)
        of = f" of {total:,}" if total is not None else ""
        text = f"{done:,}{of} {self._what}" + (f", {note}" if note else "")
        if self._live:
            self._put("\r" + text.ljust(self._shown), "")
            self._shown = len(text)
        else:
            self._put(text, "\n")

    def close(self) -> None:
        """Clear the line that rewrites itself."""
        if self._shown:
            self._put("\r" + " " * self._shown + "\r", "")
            self._shown = 0

    def _put(self, text: str, ending: str) -> None:
        self._stream.write(text, _plain, ending)


def _plain(text: str) -> str:
    return text
