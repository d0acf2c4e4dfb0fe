"""Running programs, and where things are."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
OUTPUT = REPOSITORY / "build" / "tests"
BIN = Path(sys.executable).parent
MINUTE = 60


def title(text: str) -> None:
    print(f"\n{f' {text} '.center(78, '=')}", flush=True)


def run(
    *command: str | Path,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
    timeout: float = 30 * MINUTE,
) -> int:
    """Run a command with its output on the terminal. Returns its exit status."""
    words = [str(word) for word in command]
    print("$", shlex.join(words), flush=True)
    environment = {**os.environ, **(env or {})}
    try:
        return subprocess.run(
            words, cwd=cwd, env=environment, timeout=timeout, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"no end after {timeout:.0f} s: stopped", flush=True)
        return 124
