"""What tests measure of a whole shop: their figures, of one run of each.

On the mini host a hanging Toss with a crowd of buyers, beside the same crowd without limits, and
each webhook; on a real Saleor, where there is a checkout, the hooks beside its own gateways.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.runner import checkouts

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

OF_STRIPE = (3, 22)
"""The Saleor on which hooks are measured: 3.24 has no gateways of its own any more."""
PAYMENT = re.compile(
    r"hooks, a payment: CPU (?P<ours>[\d.]+) ms, Stripe's plugin (?P<stripe>[\d.]+) ms,"
    r" dummy gateway (?P<dummy>[\d.]+) ms"
)
SESSION = re.compile(
    r"hooks, (?P<name>transaction \w+): CPU (?P<hook>[\d.]+) ms of (?P<whole>[\d.]+) ms"
    r" that the request takes, (?P<share>\d+%)"
)


def hooks(_: Namespace, say: Say) -> Iterator[Figure]:
    found = [one for one in checkouts.find()[0] if one.order[:2] == OF_STRIPE]
    if not found:
        yield Figure(part="hooks", what="a payment", note="no Saleor 3.22 checkout here")
        return
    (saleor,) = found[-1:]
    say(f"payments by Brandpay and by Saleor's own gateways, on Saleor {saleor.version}")
    words = [sys.executable, "-m", "tests.runner", "saleor", "--"]
    lines = _lines(
        [*words, "tests/saleor/test_cost_of_hooks.py"],
        env=os.environ | {"SALEOR_CHECKOUTS": str(saleor.path)},
    )
    yield from of_hooks(lines)


def of_hooks(lines: Iterable[str]) -> Iterator[Figure]:
    for line in lines:
        if one := PAYMENT.fullmatch(line):
            yield Figure(
                part="hooks",
                what="a payment, opened and confirmed",
                value="",
                cpu=f"{one['ours']} ms",
                anchor="Saleor's plugin for Stripe",
                anchor_cpu=f"{one['stripe']} ms",
                ratio=f"{float(one['ours']) / float(one['stripe']):.2f} ×",
                note=f"budget 2 ×; the dummy gateway, which calls nobody, {one['dummy']} ms",
            )
        elif one := SESSION.fullmatch(line):
            yield Figure(
                part="hooks",
                what=one["name"],
                value="",
                cpu=f"{one['hook']} ms",
                anchor="its whole request",
                anchor_cpu=f"{one['whole']} ms",
                ratio=f"{float(one['hook']) / float(one['whole']):.2f} ×",
                note="budget 0.25 ×",
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
    words = [sys.executable, "-m", "pytest", "-q", "-c", "tests/host/pytest.ini"]
    return _lines([*words, "--rootdir", ".", *tests])


def _lines(command: list[str], env: dict[str, str] | None = None) -> list[str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:])
    return done.stdout.splitlines()
