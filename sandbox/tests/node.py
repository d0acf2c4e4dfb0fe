"""The npm packages of tests/typescript: installed on first use."""

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
    stamp = MODULES / ".package-lock.json"
    lock = FOLDER / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return FOLDER
    npm = shutil.which("npm")
    if npm is None:
        (pytest.fail if is_required() else pytest.skip)(MISSING)
    done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return FOLDER
