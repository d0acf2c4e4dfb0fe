"""The tests that need no Saleor, in processes that run side by side."""

import os

from . import django42, docs
from .commands import MINUTE, REPOSITORY
from .jobs import Job
from .lint import lint
from .suites import Suite

DAY = 24 * 60 * MINUTE
SOAK = "EXAMPLES" in os.environ

TOP = tuple(f"tests/{path.name}" for path in sorted((REPOSITORY / "tests").glob("test_*.py")))

UNIT = Suite(
    name="tests without Saleor",
    label="unit",
    paths=("tests/core", "tests/api", "tests/browser_report", *TOP),
    measured=True,
)
SANDBOX = Suite(
    name="tests of the sandbox",
    label="sandbox",
    folder="sandbox",
    paths=("tests",),
)
HOST = Suite(
    # The plugin's hooks on the mini host, which is a Django of its own.
    name="tests on the mini host",
    label="host",
    paths=("tests/host",),
    options=("-c", "tests/host/pytest.ini", "--rootdir", "."),
    measured=True,
)
MACHINE = Suite(
    # Always the same few examples of the state machine; `make soak` draws EXAMPLES new ones.
    name="state machine",
    label="machine",
    paths=("tests/machine",),
    options=("-c", "tests/machine/pytest.ini", "--rootdir", "."),
    timeout=DAY if SOAK else 30 * MINUTE,
)


def parts() -> dict[str, list[Job]]:
    """The longest first."""
    machine = [MACHINE] if SOAK else MACHINE.shards()
    return {
        "host": [shard.job() for shard in HOST.shards(3)],
        "machine": [shard.job() for shard in machine],
        "sandbox": [shard.job() for shard in SANDBOX.shards()],
        "django42": [Job("django42", django42.core)],
        "unit": [shard.job() for shard in UNIT.shards()],
        "lint": [Job("lint", lint)],
        "docs": [Job("docs", docs.build)],
    }
