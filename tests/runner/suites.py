"""Runs of pytest: folders with one configuration, and their shards."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from .commands import MINUTE, OUTPUT, REPOSITORY, run, title
from .jobs import Job, single
from .results import Result, pytest_result

COVERAGE = ".coverage.json"


@dataclass(frozen=True, kw_only=True)
class Suite:
    """Tests that run in one process."""

    name: str
    """In the summary; shards of a suite share it."""
    label: str
    """Of its report, log and coverage data."""
    paths: tuple[str, ...]
    """Of folders and files, from `folder`."""
    folder: str = ""
    """In which pytest runs; the repository's own when empty."""
    options: tuple[str, ...] = ()
    python: str = sys.executable
    measured: bool = False
    """Whether coverage is taken."""
    timeout: float = 60 * MINUTE

    def job(self) -> Job:
        return single(self.label, self.run)

    def run(self) -> Result:
        title(self.name)
        report = OUTPUT / f"{self.label}.xml"
        report.unlink(missing_ok=True)
        data = OUTPUT / f"{self.label}{COVERAGE}"
        tracer = ("-m", "slipcover", "--format", "json", "--out", data) if self.measured else ()
        words = (*self.options, *self.paths, f"--junitxml={report}")
        code = run(
            *(self.python, *tracer, "-m", "pytest", *words),
            cwd=REPOSITORY / self.folder,
            timeout=self.timeout,
        )
        return pytest_result(self.name, report, code)

    def shards(self, number: int = 2) -> list["Suite"]:
        """The same tests in processes of their own; what they need they start for themselves."""
        parts = split(self.files(), number, home=REPOSITORY / self.folder) or [list(self.paths)]
        return [
            replace(self, label=f"{self.label}-{place}", paths=tuple(paths))
            for place, paths in enumerate(parts, 1)
        ]

    def files(self) -> list[str]:
        found: list[Path] = []
        home = REPOSITORY / self.folder
        for path in map(home.joinpath, self.paths):
            found += [path] if path.is_file() else path.rglob("test_*.py")
        return sorted(str(path.relative_to(home)) for path in found)


def split(files: list[str], number: int, home: Path = REPOSITORY) -> list[list[str]]:
    """Parts of about the same weight, none of them empty; the same ones every time."""
    parts: list[list[str]] = [[] for _ in range(number)]
    weights = [0] * number
    for file in sorted(files, key=lambda name: (-weight(home / name), name)):
        lightest = weights.index(min(weights))
        parts[lightest].append(file)
        weights[lightest] += weight(home / file)
    return [sorted(part) for part in parts if part]


BROWSER = 6
"""How much longer a line of a browser test takes."""


def weight(path: Path) -> int:
    """About how long its tests take: by its lines, and those that tests/host takes over."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    shared = REPOSITORY / "tests/saleor" / path.name
    if path.parent.name == "host" and shared.exists():
        lines += len(shared.read_text(encoding="utf-8").splitlines())
    browser = "browser" in str(path.relative_to(REPOSITORY)) or path.name in {
        "test_demo.py",
        "test_typescript.py",
    }
    return lines * BROWSER if browser else lines
