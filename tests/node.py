"""The npm packages of storefront/: installed on first use."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from brandpay_sandbox.testing_browser import is_required

FOLDER = Path(__file__).parents[1] / "storefront"
MODULES = FOLDER / "node_modules"
MISSING = "No npm found: install Node.js 18 or newer (Debian: apt-get install nodejs npm)"


def installed() -> Path:
    """The folder with node_modules in it; without npm the test is skipped, in CI it fails."""
    with taking_turns() as lock:
        install(lock)
    return FOLDER


def built() -> Path:
    """The folder with the package's dist/ in it, made of the sources as they are now."""
    installed()
    with taking_turns():
        names = ("src", "build.mjs", "tsconfig.json")
        sources = [*(FOLDER / "src").iterdir(), *(FOLDER / name for name in names)]
        made = [path.stat().st_mtime for path in (FOLDER / "dist").glob("*")]
        if min(made, default=0) < max(path.stat().st_mtime for path in sources):
            run_tool("node", "build.mjs")
    return FOLDER


@contextmanager
def taking_turns() -> Iterator[Path]:
    """Tests run in several processes: the first one installs or builds, the others wait for it."""
    lock = FOLDER / "package-lock.json"
    with lock.open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield lock


def install(lock: Path) -> None:
    stamp = MODULES / ".package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run_tool(*words: str | Path) -> str:
    """What a tool of the installed packages has written, run there; it has to succeed."""
    path = os.pathsep.join([str(MODULES / ".bin"), os.environ["PATH"]])
    done = subprocess.run(
        words,
        cwd=FOLDER,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
