"""Everything that needs no Saleor: lint, the tests with their coverage, and a second Django."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .commands import BIN, MINUTE, OUTPUT, REPOSITORY, run, title
from .results import Result, check, error, pytest_result

GATE = 95
OTHER_DJANGOS = ("saleor", "host", "machine")
"""Folders whose tests need a process of their own."""
NOT_GATED = ["saleor_brandpay/migrations/*"]
DAY = 24 * 60 * MINUTE
SANDBOX = REPOSITORY / "sandbox"
OLD_DJANGO = REPOSITORY / ".venv-django42"


def lint() -> list[Result]:
    title("lint")
    tools = {
        "ruff check": ("ruff", "check", "."),
        "ruff format": ("ruff", "format", "--check", "."),
        "mypy": ("mypy", "saleor_brandpay", "tests/runner"),
        "import-linter": ("lint-imports",),
    }
    of_the_sandbox = {
        "mypy, sandbox": ("mypy", "brandpay_sandbox"),
        "import-linter, sandbox": ("lint-imports",),
    }
    return [
        check(name, run(BIN / program, *arguments, cwd=folder))
        for folder, several in ((REPOSITORY, tools), (SANDBOX, of_the_sandbox))
        for name, (program, *arguments) in several.items()
    ]


def sandbox() -> list[Result]:
    """The sandbox's own tests, which know nothing of Django."""
    title("tests of the sandbox")
    report = OUTPUT / "sandbox.xml"
    report.unlink(missing_ok=True)
    code = run(sys.executable, "-m", "pytest", f"--junitxml={report}", cwd=SANDBOX)
    return [pytest_result("tests of the sandbox", report, code)]


def unit() -> list[Result]:
    title("tests without Saleor")
    report = OUTPUT / "unit.xml"
    report.unlink(missing_ok=True)
    code = run(
        *(sys.executable, "-m", "coverage", "run", f"--data-file={OUTPUT / 'unit.coverage'}"),
        *("-m", "pytest", "tests", *(f"--ignore=tests/{name}" for name in OTHER_DJANGOS)),
        f"--junitxml={report}",
    )
    return [pytest_result("tests without Saleor", report, code)]


def host() -> list[Result]:
    """The plugin's hooks on the mini host, which is a Django of its own."""
    title("tests on the mini host")
    report = OUTPUT / "host.xml"
    report.unlink(missing_ok=True)
    code = run(
        *(sys.executable, "-m", "coverage", "run", f"--data-file={OUTPUT / 'host.coverage'}"),
        *("-m", "pytest", "-c", "tests/host/pytest.ini", "--rootdir", ".", "tests/host"),
        f"--junitxml={report}",
    )
    return [pytest_result("tests on the mini host", report, code)]


def machine() -> list[Result]:
    """Always the same few examples of the state machine; `make soak` draws EXAMPLES new ones."""
    title("state machine")
    report = OUTPUT / "machine.xml"
    report.unlink(missing_ok=True)
    code = run(
        *(sys.executable, "-m", "pytest", "-c", "tests/machine/pytest.ini", "--rootdir", "."),
        *("tests/machine", f"--junitxml={report}"),
        timeout=DAY if "EXAMPLES" in os.environ else 30 * MINUTE,
    )
    return [pytest_result("state machine", report, code)]


def old_django() -> list[Result]:
    """The core and the API client again on Django 4.2, and on the newest Python at hand."""
    title("tests on Django 4.2")
    python = newest_python()
    stamp = OLD_DJANGO / ".installed"
    if not stamp.exists() or stamp.stat().st_mtime < (REPOSITORY / "setup.cfg").stat().st_mtime:
        shutil.rmtree(OLD_DJANGO, ignore_errors=True)
        steps = [
            (python, "-m", "venv", OLD_DJANGO),
            (
                *(OLD_DJANGO / "bin/python", "-m", "pip", "install", "--quiet"),
                *(
                    "--disable-pip-version-check",
                    "-e",
                    "./sandbox",
                    "-e",
                    ".[test]",
                    "Django>=4.2,<5",
                ),
            ),
        ]
        if any(run(*step) for step in steps):
            return [error("tests on Django 4.2", "its environment could not be made")]
        stamp.touch()
    report = OUTPUT / "django42.xml"
    report.unlink(missing_ok=True)
    folders = [
        f"tests/{name}" for name in ("api", "core") if (REPOSITORY / "tests" / name).is_dir()
    ]
    code = run(OLD_DJANGO / "bin/python", "-m", "pytest", *folders, f"--junitxml={report}")
    result = pytest_result("tests on Django 4.2", report, code)
    result.notes.insert(0, version_of(OLD_DJANGO / "bin/python"))
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


def version_of(python: Path) -> str:
    return subprocess.run(
        [python, "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()


def coverage(saleor_ran: bool) -> tuple[list[Result], list[str]]:
    """The gate on what runs without Saleor, and the figure with Saleor when one ran."""
    title("coverage")
    gate = covered(["unit", "host"], NOT_GATED)
    if gate is None:
        return [error("coverage", "no coverage data")], []
    result = check("coverage", int(gate < GATE))
    result.notes.append(f"{gate:.1f} % of lines and branches without Saleor, at least {GATE} %")
    if not saleor_ran:
        return [result], []
    both = covered(["unit", "host", "saleor-*"], NOT_GATED)
    return [result], [f"coverage with Saleor: {both:.1f} %" if both else "no coverage from Saleor"]


def covered(names: list[str], omit: list[str]) -> float | None:
    """Percentage over the data files named, printed in detail on the way."""
    files = [path for name in names for path in OUTPUT.glob(f"{name}.coverage")]
    data = f"--data-file={OUTPUT / 'combined'}"
    tool = [sys.executable, "-m", "coverage"]
    if not files or run(*tool, "combine", "--keep", "--quiet", data, *files):
        return None
    skip = f"--omit={','.join(omit)}"
    run(*tool, "report", data, skip, "--show-missing", "--skip-covered", "--skip-empty")
    total = subprocess.run(
        [*tool, "report", data, skip, "--format=total", "--precision=1"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return float(total) if total.strip() else None
