"""What the mini host's tests measure of a whole shop: their figures, of one run of each.

A hanging Toss with a crowd of buyers, beside the same crowd without limits, and each webhook.
"""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from .figures import Figure, Say

ROOT = Path(__file__).parents[1]
CROWDS = (
    "tests/host/test_hanging_toss.py::test_without_limits_the_shop_goes_down_with_it",
    "tests/host/test_hanging_toss.py::test_crowd_at_a_hanging_toss[hang]",
)
HANGING = re.compile(
    r"Toss hangs, (?P<crowd>.*), (?P<name>no limits|hang|hang_after): (?P<failed>\d+ of \d+) other"
    r" requests failed, median (?P<median>\d+ ms), slowest (?P<slowest>[\d.]+ s);"
    r" (?P<raw>\d+) buyers read a raw error, the last was answered after (?P<last>[\d.]+ s)"
)
WEBHOOK = re.compile(
    r"webhook, (?P<name>.*): (?P<ours>\d+) queries on our tables, (?P<all>\d+) in all,"
    r" (?P<calls>\d+) calls? of Toss, (?P<took>\d+ ms) \(CPU (?P<cpu>\d+ ms)\),"
    r" a read of Toss alone (?P<read>\d+ ms)"
)


def hanging(_: Namespace, say: Say) -> Iterator[Figure]:
    say("24 buyers at a hanging Toss, with and without limits")
    yield from of_hanging(_figures(*CROWDS))


def webhook(_: Namespace, say: Say) -> Iterator[Figure]:
    say("webhooks")
    yield from of_webhooks(_figures("tests/host/test_webhook_budget.py"))


def of_hanging(lines: Iterable[str]) -> Iterator[Figure]:
    found = {one["name"]: one for one in filter(None, map(HANGING.fullmatch, lines))}
    without = found.pop("no limits")
    for one in found.values():
        yield Figure(
            part="hanging Toss",
            what=f"others' requests ({one['crowd']})",
            value=one["median"],
            anchor="without limits",
            anchor_value=without["median"],
            note=f"{one['failed']} failed, without limits {without['failed']}; slowest "
            f"{one['slowest']}, {without['slowest']}; {one['raw']} and {without['raw']} buyers "
            f"read a raw error; last answer after {one['last']}, {without['last']}",
        )


def of_webhooks(lines: Iterable[str]) -> Iterator[Figure]:
    for one in filter(None, map(WEBHOOK.fullmatch, lines)):
        yield Figure(
            part="webhook",
            what=one["name"],
            value=one["took"],
            cpu=one["cpu"],
            anchor="a read of Toss alone",
            anchor_value=one["read"],
            note=f"{one['ours']} queries on our tables (budget 12), {one['all']} in all, "
            f"{one['calls']} call of Toss",
        )


def _figures(*tests: str) -> list[str]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", "tests/host/pytest.ini"),
            *("--rootdir", ".", *tests),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2000:])
    return done.stdout.splitlines()
