"""Which Saleors are on this machine, and what each still lacks."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

DEFAULT = "~/saleor"
DATABASE = "postgres://saleor:saleor@localhost:5432/postgres"
NEEDED = ("django", "pytest", "pytest_django", "psycopg", "uvicorn")
CAN_CREATE = "select rolsuper or rolcreatedb from pg_roles where rolname = current_user"


@dataclass(frozen=True)
class Checkout:
    """A folder with Saleor's source in it."""

    path: Path

    @property
    def version(self) -> str:
        source = (self.path / "saleor/__init__.py").read_text()
        found = re.search(r'^__version__ = "(.+)"', source, re.MULTILINE)
        return found[1] if found else "unknown"

    @property
    def order(self) -> tuple[int, ...]:
        """By which versions are sorted, oldest first."""
        return tuple(int(number) for number in re.findall(r"\d+", self.version))

    @property
    def python(self) -> Path:
        return self.path / ".venv/bin/python"

    def missing(self) -> str | None:
        """What keeps it from running, in words for the person who can mend it."""
        if not self.python.exists():
            return f"no virtual environment: make {self.path}/.venv with Saleor's dependencies"
        imports = self._python(*(f"import {name}" for name in NEEDED))
        if imports is not None:
            return f"its .venv is not complete (run `uv sync` there): {imports}"
        database = self._python(
            "import psycopg",
            f"c = psycopg.connect({database_url()!r}, connect_timeout=5)",
            f"assert c.execute({CAN_CREATE!r}).fetchone()[0], 'the role may not create databases'",
        )
        if database is not None:
            return f"no PostgreSQL to use at SALEOR_DATABASE_URL ({host_of_database()}): {database}"
        if installer(self) is None:
            return "neither uv nor pip to install this package into its .venv"
        return None

    def _python(self, *lines: str) -> str | None:
        """Run lines with the checkout's Python. Returns the error's name and reason, if any."""
        done = subprocess.run(
            [self.python, "-c", "\n".join(lines)],
            cwd=self.path,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return None
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        return next((line for line in reversed(said) if "Error" in line), said[-1])


def installer(checkout: Checkout) -> list[str] | None:
    """The start of a command that installs into the checkout's environment."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(checkout.python)]
    if (checkout.path / ".venv/bin/pip").exists():
        return [str(checkout.python), "-m", "pip", "install"]
    return None


def database_url() -> str:
    return os.environ.get("SALEOR_DATABASE_URL") or DATABASE


def host_of_database() -> str:
    return database_url().rpartition("@")[2]


def is_checkout(path: Path) -> bool:
    return (path / "manage.py").is_file() and (path / "saleor/__init__.py").is_file()


def find() -> tuple[list[Checkout], str | None]:
    """Checkouts under SALEOR_CHECKOUTS, oldest first, and what is wrong with the list.

    Each entry, separated by colons, is a checkout or a folder of them.
    """
    wanted = os.environ.get("SALEOR_CHECKOUTS", DEFAULT)
    found: list[Checkout] = []
    for entry in filter(None, wanted.split(":")):
        folder = Path(entry).expanduser()
        candidates = [folder] if is_checkout(folder) else sorted(folder.glob("*"))
        here = [Checkout(path.resolve()) for path in candidates if is_checkout(path)]
        if not here and wanted != DEFAULT:
            return found, f"no Saleor checkout at {entry}"
        found += here
    return sorted(set(found), key=lambda checkout: checkout.order), None
