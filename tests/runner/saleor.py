"""`tests/saleor/` inside one Saleor checkout, with a sandbox beside it."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .checkouts import Checkout, database_url, installer
from .commands import BIN, LOG, MINUTE, OUTPUT, REPOSITORY, run, say, title
from .results import Result, error, pytest_result

TESTS = REPOSITORY / "tests/saleor"


def run_checkout(checkout: Checkout, arguments: list[str], *, measured: bool) -> Result:
    """Run the tests in a checkout, with coverage if `measured`. Not being ready is an error."""
    name = f"Saleor {checkout.version}"
    title(f"tests in {name}, {checkout.path}")
    if (missing := checkout.missing()) is not None:
        say(missing)
        return error(name, missing)
    if not install(checkout):
        return error(name, "this package could not be installed into its environment")
    began = time.monotonic()
    try:
        with sandbox(checkout) as address, database(checkout) as url:
            variables = environment(checkout) | {"DATABASE_URL": url, "BRANDPAY_API_URL": address}
            result = run_pytest(checkout, variables, arguments, measured=measured)
    except (OSError, RuntimeError) as problem:
        return error(name, str(problem))
    result.notes.append(f"{checkout.path}, {time.monotonic() - began:.0f} s")
    return result


def environment(checkout: Checkout) -> dict[str, str]:
    """What any Python in the checkout gets: this repository and the checkout are importable."""
    return {
        "PYTHONPATH": f"{REPOSITORY}:{checkout.path}",
        "DJANGO_SETTINGS_MODULE": "tests.saleor.saleor_settings",
        "SALEOR_DATABASE_URL": database_url(),
        "SECRET_KEY": "only for tests",
        "PYTHONWARNINGS": "ignore",
    }


def install(checkout: Checkout) -> bool:
    """Put this repository, editable and without dependencies, into Saleor's environment."""
    stamp = checkout.path / ".venv/.saleor-brandpay"
    setup = (REPOSITORY / "setup.cfg").read_bytes() + str(REPOSITORY).encode()
    state = hashlib.sha256(setup).hexdigest()
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
def sandbox(checkout: Checkout) -> Iterator[str]:
    """A Brandpay sandbox from our own environment; yields its address."""
    port_file = OUTPUT / f"sandbox-{checkout.version}.port"
    port_file.unlink(missing_ok=True)
    log = OUTPUT / f"sandbox-{checkout.version}.log"
    command = [str(BIN / "brandpay-sandbox"), "--port", "0", "--port-file", str(port_file)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=REPOSITORY)
    try:
        deadline = time.monotonic() + 20
        while not (port_file.exists() and port_file.read_text().strip()):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip()
                raise RuntimeError(f"the sandbox did not start: {said or 'no word from it'}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def database(checkout: Checkout) -> Iterator[str]:
    """A database of this run's own, copied from a migrated template; yields its URL."""
    name = f"brandpay_run_{checkout.version}_{os.getpid()}"
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


def run_pytest(
    checkout: Checkout, variables: dict[str, str], arguments: list[str], *, measured: bool
) -> Result:
    label = f"saleor-{checkout.version}"
    report = OUTPUT / f"{label}.xml"
    report.unlink(missing_ok=True)
    # The working directory is Saleor's: paths given by hand are the repository's.
    words = [str(REPOSITORY / word) if word.startswith("tests/") else word for word in arguments]
    if not any(word.startswith(str(TESTS)) for word in words):
        words.append(str(TESTS))
    data = f"--data-file={OUTPUT / f'{label}.coverage'}"
    tracer = ["-m", "coverage", "run", f"--rcfile={REPOSITORY / 'pyproject.toml'}", data]
    code = run(
        checkout.python,
        *(tracer if measured else []),
        *("-m", "pytest"),
        *("-c", TESTS / "pytest.ini", "--rootdir", REPOSITORY, "--confcutdir", TESTS),
        *(f"--junitxml={report}", *words),
        cwd=checkout.path,
        env=variables,
        timeout=180 * MINUTE,
    )
    return pytest_result(f"Saleor {checkout.version}", report, code)
