"""The core again on Django 4.2, and on the newest Python at hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import venv
from .commands import CONSTRAINTS, OUTPUT, REPOSITORY
from .results import Result, error
from .suites import Suite

NAME = "tests on Django 4.2"
FOLDER = REPOSITORY / ".venv-django42"
PYTHON = FOLDER / "bin/python"


def environment() -> Result | None:
    """Make it when it is not there, or older than what it is made of. Returns what went wrong."""
    stamp = FOLDER / ".installed"
    sources = (REPOSITORY / "setup.cfg", CONSTRAINTS)
    if stamp.exists() and stamp.stat().st_mtime > max(path.stat().st_mtime for path in sources):
        return None
    shutil.rmtree(FOLDER, ignore_errors=True)
    constraints = OUTPUT / "constraints-django42.txt"
    pins = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    others = [line for line in pins if not line.lower().startswith("django==")]
    constraints.write_text("\n".join(others) + "\n", encoding="utf-8")
    if not venv.make(FOLDER, newest_python(), "Django>=4.2,<5", constraints=constraints):
        return error(NAME, "its environment could not be made")
    stamp.touch()
    return None


def core() -> list[Result]:
    """All of the core; the API client, which knows no Django, where the Python is another one."""
    if (problem := environment()) is not None:
        return [problem]
    version = version_of(PYTHON)
    other_python = version != version_of(sys.executable)
    folders = ("tests/api", "tests/core") if other_python else ("tests/core",)
    suite = Suite(name=NAME, label="django42", paths=folders, python=str(PYTHON))
    result = suite.run()
    result.notes.insert(0, version)
    return [result]


def newest_python() -> str:
    """Python 3.12, which Saleor runs on, if there is one; else the one that runs this."""
    homes = [Path(path) for path in os.environ.get("PATH", "").split(":")]
    homes += sorted((Path.home() / ".pyenv/versions").glob("3.12.*/bin"))
    for home in homes:
        candidate = home / "python3.12"
        if candidate.exists() and version_of(candidate).startswith("Python 3.12"):
            return str(candidate)
    return sys.executable


def version_of(python: str | Path) -> str:
    return subprocess.run(
        [python, "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
