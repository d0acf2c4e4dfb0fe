"""Running programs, and where things are."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TextIO

REPOSITORY = Path(__file__).resolve().parents[2]
OUTPUT = REPOSITORY / "build" / "tests"
CONSTRAINTS = REPOSITORY / "constraints-dev.txt"
BIN = Path(sys.executable).parent
MINUTE = 60

LOG: ContextVar[TextIO | None] = ContextVar("log", default=None)
"""Where this thread's programs write; None is the terminal."""


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Everything said and run by this thread goes into a file instead of the terminal."""
    with path.open("w", encoding="utf-8") as log:
        token = LOG.set(log)
        try:
            yield
        finally:
            LOG.reset(token)


def say(text: str) -> None:
    print(text, file=LOG.get(), flush=True)


def title(text: str) -> None:
    say(f"\n{f' {text} '.center(78, '=')}")


def run(
    *command: str | Path,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
    timeout: float = 60 * MINUTE,
) -> int:
    """Run a command with its output where `say` writes. Returns its exit status."""
    words = [str(word) for word in command]
    say(f"$ {shlex.join(words)}")
    environment = {**os.environ, **(env or {})}
    log = LOG.get()
    try:
        return subprocess.run(
            words, cwd=cwd, env=environment, timeout=timeout, stdout=log, stderr=log, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        say(f"no end after {timeout:.0f} s: stopped")
        return 124
