"""The npm packages of tests/typescript: installed on first use."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

from brandpay_sandbox.testing_browser import is_required

FOLDER = Path(__file__).parent / "typescript"
MODULES = FOLDER / "node_modules"
MISSING = "No npm found: install Node.js 18 or newer (Debian: apt-get install nodejs npm)"


def installed() -> Path:
    """The folder with node_modules in it; without npm the test is skipped, in CI it fails."""
    lock = FOLDER / "package-lock.json"
    with lock.open() as turn:
        # Tests run in several processes: the first one installs, and the others wait for it.
        fcntl.flock(turn, fcntl.LOCK_EX)
        install(lock)
    return FOLDER


def install(lock: Path) -> None:
    stamp = MODULES / ".package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
