"""Saleor's own Python as child processes, which Ctrl-C in a terminal does not reach."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any


@contextmanager
def running(
    command: Sequence[object], *, cwd: Path, env: dict[str, str], log: IO[Any] | int | None
) -> Iterator[subprocess.Popen[str]]:
    """A program in a session of its own, ended with all its children when the block ends."""
    process = subprocess.Popen(  # noqa: S603  (Saleor's own Python)
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        # What a short program has to say is for the terminal.
        stderr=None if log == subprocess.PIPE else log,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[str], patience: float = 10) -> None:
    """End a process and its children: asked first, forced after `patience` seconds."""
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def last_words(log: Path) -> str:
    """The error that a log ends with, in one line."""
    lines = log.read_text(errors="replace").strip().splitlines()
    errors = (line for line in reversed(lines) if "Error" in line or "ImproperlyConfigured" in line)
    return next(errors, lines[-1] if lines else "no word from it").strip()
