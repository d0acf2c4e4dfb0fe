"""Each part of `make bench` runs, with sizes that are short enough to be tried."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import PARTS
from bench.figures import COLUMNS, Figure, Taken, beside, duration, table
from bench.scenes import of_hanging, of_hooks, of_webhooks

ROOT = Path(__file__).parents[1]
MEASURED = {
    "confirm": ["BrandpayClient.confirm", "Saleor's HTTPClient"],
    "hooks": ["a payment"],
    "sandbox": ["a confirm"],
    "sweep": ["an attempt, 4 threads"],
    "webhook": ["an order is made", "a refund is booked", "nothing is new"],
    "reconcile": ["40 payments, two workers"],
    "tables": ["all, after a year"],
    "plans": ["attempts of a source", "due webhooks"],
}
"""What each part has to show."""
TINY = (
    *("--rounds", "1", "--confirms", "2", "--attempts", "8"),
    *("--payments", "40", "--share", "0.001", "--months", "0.002"),
)
NOT_RUN = {"hanging"}
"""A minute of waiting for deadlines: tests/host/test_hanging_toss.py, which runs by itself."""


def bench(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bench", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_every_part_is_tried():
    assert set(MEASURED) | NOT_RUN == set(PARTS)


@pytest.mark.parametrize("part", MEASURED)
def test_part_is_measured_beside_its_anchor(part, monkeypatch):
    monkeypatch.setenv("SALEOR_CHECKOUTS", "")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    done = bench(part, *TINY)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith(f"| {part}")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for what in MEASURED[part]:
        (row,) = [row for row in rows if row[1].startswith(what)]
        _, _, value, _, anchor, *_ = row
        assert (anchor != "") == (value != "n/a"), row
    assert part in done.stderr


def test_help_names_the_parts_and_a_wrong_one_is_refused():
    told = bench("--help").stdout
    assert all(f"  {part} " in told for part in PARTS)
    wrong = bench("swep")
    assert wrong.returncode == 2
    assert "no such part: swep" in wrong.stderr


def test_figures_of_a_crowd_are_read():
    crowd = "24 buyers, 12 connections"
    lines = [
        (
            f"Toss hangs, {crowd}, no limits: 44 of 52 other requests failed, median 10012 ms, "
            "slowest 10.10 s; 12 buyers read a raw error, the last was answered after 20.3 s"
        ),
        (
            f"Toss hangs, {crowd}, hang: 0 of 524 other requests failed, median 12 ms, "
            "slowest 0.31 s; 0 buyers read a raw error, the last was answered after 12.3 s"
        ),
        "something else",
    ]
    (one,) = of_hanging(lines)
    assert (one.value, one.anchor, one.anchor_value) == ("12 ms", "without limits", "10012 ms")
    assert "0 of 524 failed, without limits 44 of 52" in one.note
    assert list(of_webhooks(lines)) == []


def test_figures_of_hooks_are_read():
    lines = [
        "hooks, a payment: CPU 30.0 ms, Stripe's plugin 10.0 ms, dummy gateway 0.0 ms",
        "hooks, transaction initialize: CPU 41.9 ms of 143.9 ms that the request takes, 29%",
    ]
    payment, session = of_hooks([*lines, "something else"])
    assert (payment.cpu, payment.anchor_cpu, payment.ratio) == ("30.0 ms", "10.0 ms", "3.00 ×")
    assert (session.what, session.ratio) == ("transaction initialize", "0.29 ×")


def test_medians_are_set_beside_each_other():
    taken = Taken(wall=[0.3, 9.0, 0.1], cpu=[0.1, 0.1, 0.1])
    other = Taken(wall=[0.1, 0.2, 0.3], cpu=[0.05, 0.05, 0.05])
    one = beside("part", "this", taken, "that", other, count=10)
    assert (one.value, one.anchor_value, one.ratio) == ("30.0 ms", "20.0 ms", "1.50 ×")
    assert (one.cpu, one.anchor_cpu) == ("10.0 ms", "5.0 ms")
    head, rule, row, missing = table([one, Figure(part="part", what="other", note="why")])
    assert head.count("|") == rule.count("|") == row.count("|") == len(COLUMNS) + 1
    assert "n/a" in missing
    assert [duration(s) for s in (2e-6, 0.0123, 61.04)] == ["2 µs", "12.3 ms", "61.0 s"]


def test_a_round_counts_its_own_cpu():
    taken = Taken()
    with taken.round():
        sum(range(200_000))
    assert taken.cpu_seconds > 0
    assert taken.seconds > 0
