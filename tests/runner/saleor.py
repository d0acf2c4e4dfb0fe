"""`tests/saleor/` inside one Saleor checkout, with a sandbox beside it."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .checkouts import Checkout, database_url, installer
from .commands import BIN, LOG, MINUTE, OUTPUT, REPOSITORY, run, say, title
from .results import Result, error, pytest_result
from .suites import split

TESTS = REPOSITORY / "tests/saleor"


@dataclass(frozen=True)
class Shard:
    """A part of the tests in one checkout, with a database and a sandbox of its own."""

    checkout: Checkout
    words: tuple[str, ...]
    """For pytest."""
    place: int

    @property
    def name(self) -> str:
        return f"Saleor {self.checkout.version}"

    @property
    def label(self) -> str:
        return f"saleor-{self.checkout.version}-{self.place}"

    def run(self) -> Result:
        title(f"tests in {self.name}, {self.checkout.path}")
        began = time.monotonic()
        try:
            with sandbox(self.label) as (address, differences), database(self) as url:
                addresses = {"DATABASE_URL": url, "BRANDPAY_API_URL": address}
                result = run_pytest(self, environment(self.checkout) | addresses)
        except (OSError, RuntimeError) as problem:
            return error(self.name, str(problem))
        if wrong := differences.read_text(encoding="utf-8").splitlines():
            say("\n".join(wrong))
            result.failed += 1
            result.notes.append(f"{len(wrong)} answers are not as the OpenAPI document has them")
        result.notes += [f"{self.checkout.path}", f"{time.monotonic() - began:.0f} s"]
        return result


def prepare(checkout: Checkout) -> Result | None:
    """What keeps its tests from running, as a failure; None when this package is installed."""
    name = f"Saleor {checkout.version}"
    if (missing := checkout.missing()) is not None:
        say(f"{name}: {missing}")
        return error(name, missing)
    if not install(checkout):
        return error(name, "this package could not be installed into its environment")
    return None


def shards(checkout: Checkout, words: list[str]) -> list[Shard]:
    """Two halves of all tests; words for pytest are one run."""
    if words:
        return [Shard(checkout, tuple(words), 1)]
    files = sorted(f"tests/saleor/{path.name}" for path in TESTS.glob("test_*.py"))
    return [Shard(checkout, tuple(part), place) for place, part in enumerate(split(files, 2), 1)]


def environment(checkout: Checkout) -> dict[str, str]:
    """What any Python in the checkout gets: this repository and the checkout are importable."""
    return {
        "PYTHONPATH": f"{REPOSITORY}:{checkout.path}",
        "DJANGO_SETTINGS_MODULE": "tests.saleor.saleor_settings",
        "SALEOR_DATABASE_URL": database_url(),
        "SECRET_KEY": "only for tests",
        "PYTHONWARNINGS": "ignore",
        # Saleor's environment has a dozen plugins for pytest, which take seconds to import.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def install(checkout: Checkout) -> bool:
    """Put this repository, editable and without dependencies, into Saleor's environment.

    Its entry points are all that counts there: `environment` says whose code is imported.
    """
    stamp = checkout.path / ".venv/.saleor-brandpay"
    state = hashlib.sha256((REPOSITORY / "setup.cfg").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == state and is_installed(checkout):
        return True
    command = installer(checkout) or []
    if run(*command, "--quiet", "--no-deps", "-e", REPOSITORY):
        return False
    stamp.write_text(state)
    return True


def is_installed(checkout: Checkout) -> bool:
    code = "from importlib.metadata import version; version('saleor-brandpay')"
    command = [str(checkout.python), "-c", code]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_browser(checkout: Checkout) -> Result:
    """The demo's browser tests on this Saleor instead of the mini host, from our environment."""
    name = f"demo on Saleor {checkout.version}"
    title(f"{name}, in Chromium")
    report = OUTPUT / f"browser-{checkout.version}.xml"
    report.unlink(missing_ok=True)
    code = run(
        *(sys.executable, "-m", "pytest", "-p", "no:randomly"),
        *("tests/host/test_demo.py", "tests/host/test_browser.py"),
        *("tests/host/test_browser_methods.py", f"--junitxml={report}"),
        env={"BRANDPAY_DEMO_SALEOR": str(checkout.path)},
    )
    return pytest_result(name, report, code)


@contextmanager
def sandbox(label: str) -> Iterator[tuple[str, Path]]:
    """A Brandpay sandbox from our own environment: its address, and the file that holds, once it
    has ended, what of its answers is not as its OpenAPI document says.
    """
    differences = OUTPUT / f"sandbox-of-{label}.differences"
    differences.unlink(missing_ok=True)
    port_file = OUTPUT / f"sandbox-of-{label}.port"
    port_file.unlink(missing_ok=True)
    log = OUTPUT / f"sandbox-of-{label}.log"
    command = [str(BIN / "python"), "-m", "tests.documented", str(differences)]
    command += ["--port", "0", "--port-file", str(port_file)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=REPOSITORY)
    try:
        deadline = time.monotonic() + 20
        while not (port_file.exists() and port_file.read_text().strip()):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip()
                raise RuntimeError(f"the sandbox did not start: {said or 'no word from it'}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}", differences
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def database(shard: Shard) -> Iterator[str]:
    """A database of its own, copied from a migrated template; yields its URL."""
    checkout = shard.checkout
    name = f"brandpay_run_{checkout.version}_{shard.place}_{os.getpid()}"
    script = [str(checkout.python), "-m", "tests.saleor.database"]
    variables = {**os.environ, **environment(checkout)}
    made = subprocess.run(
        [*script, "create", name],
        cwd=checkout.path,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=LOG.get(),
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError("its database could not be made")
    try:
        yield made.stdout.strip().splitlines()[-1]
    finally:
        subprocess.run([*script, "drop", name], cwd=checkout.path, env=variables, check=False)


def run_pytest(shard: Shard, variables: dict[str, str]) -> Result:
    report = OUTPUT / f"{shard.label}.xml"
    report.unlink(missing_ok=True)
    # The working directory is Saleor's: paths given by hand are the repository's.
    words = [str(REPOSITORY / word) if word.startswith("tests/") else word for word in shard.words]
    if not any(word.startswith(str(TESTS)) for word in words):
        words.append(str(TESTS))
    code = run(
        shard.checkout.python,
        *("-m", "pytest", "-p", "pytest_django.plugin"),
        *("-c", TESTS / "pytest.ini", "--rootdir", REPOSITORY, "--confcutdir", TESTS),
        *(f"--junitxml={report}", *words),
        cwd=shard.checkout.path,
        env=variables,
        timeout=180 * MINUTE,
    )
    return pytest_result(shard.name, report, code)
