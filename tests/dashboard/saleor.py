"""A Saleor with a database of its own, in which situations are made."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.runner.checkouts import Checkout, database_url
from tests.runner.commands import OUTPUT, REPOSITORY
from tests.runner.saleor import environment, sandbox

LOG = OUTPUT / "dashboard.log"
"""What Saleor has said."""


class Trouble(Exception):  # noqa: N818
    """What a person can mend, in words for him."""


class Saleor:
    """A process of `tests/saleor/served.py`."""

    def __init__(self, process: "subprocess.Popen[str]", toss: str) -> None:
        self._process = process
        self.toss = toss
        self.url = str(self._answer())

    def __call__(self, situation: str, **words: Any) -> Any:
        """What the method of that name in `tests/saleor/situations.py` answers."""
        assert self._process.stdin is not None
        asked = json.dumps({"situation": situation, "words": words})
        self._process.stdin.write(asked + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Trouble(f"Saleor has ended: {LOG}")
        answer = json.loads(line)
        if "trouble" in answer:
            raise Trouble(answer["trouble"])
        return answer["made"]


@contextmanager
def serving(checkout: Checkout, package: Path | None) -> Iterator[Saleor]:
    """`package`: a checkout of this repository whose `saleor_brandpay` is shown, not this one's."""
    name = f"brandpay_run_shown_{os.getpid()}"
    shown = package or REPOSITORY
    OUTPUT.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    words = environment(checkout)
    words["PYTHONPATH"] = f"{shown}:{checkout.path}"
    with sandbox(f"dashboard-{os.getpid()}") as (toss, _), tempfile.TemporaryDirectory() as cache:
        url = _database(checkout, words, "create", name)
        words |= {
            "PYTHONPATH": f"{REPOSITORY}:{checkout.path}",
            "BRANDPAY_SHOWN_PACKAGE": str(shown),
            "DATABASE_URL": url,
            "BRANDPAY_API_URL": toss,
            # Of all processes, as a shop of several has it: else nobody is asked a second time.
            "CACHE_URL": f"file://{cache}",
        }
        process = _python(checkout, words, "-m", "tests.saleor.served")
        try:
            yield Saleor(process, toss)
        finally:
            process.terminate()
            process.wait(20)
            _database(checkout, words, "drop", name)


def _python(checkout: Checkout, words: dict[str, str], *command: str) -> "subprocess.Popen[str]":
    with LOG.open("ab") as log:
        return subprocess.Popen(
            [str(checkout.python), *command],
            cwd=checkout.path,
            env={**os.environ, **words},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def _database(checkout: Checkout, words: dict[str, str], action: str, name: str) -> str:
    process = _python(checkout, words, "-m", "tests.saleor.database", action, name)
    answer, _ = process.communicate()
    if process.returncode:
        raise Trouble(f"no database at {database_url()}: {LOG}")
    return answer.strip()
