"""One large day of reconciling, by two workers beside one, in turns.

For each number of payments: a sandbox in a process of its own that has as many on one day, the mini
host's tables filled to match, and workers in fresh processes that share a run as hosts do.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .figures import Figure, Say, Taken, beside, duration, used
from .mini_host import sandbox, set_up


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    set_up()
    for size in options.payments:
        yield from _measure(size, options, say)


def _measure(size: int, options: Namespace, say: Say) -> Iterator[Figure]:
    from demo.host import database
    from saleor_brandpay.clock import now
    from saleor_brandpay.core.reconcile.spans import midnight

    from .filling import fill

    taken: dict[int, Taken] = {1: Taken(), 2: Taken()}
    busiest: dict[int, list[float]] = {1: [], 2: []}
    with sandbox() as url:
        os.environ |= {"BRANDPAY_API_URL": url, "MINI_HOST_DATABASE": database.url()}
        say(f"{size:,} payments are made")
        day = midnight(midnight(now()) - datetime.timedelta(seconds=1))
        fill(size, url, day)
        for number in range(options.rounds):
            for workers, one in taken.items():
                say(f"{size:,} payments, round {number + 1}, {workers} at work")
                took, told = _run(workers, day)
                assert told[0]["agrees"], told
                assert told[0]["approved"] == size, told
                one.wall.append(took)
                one.cpu.append(sum(each["cpu"] for each in told))
                busiest[workers].append(max(each["cpu"] for each in told))
    alone, busy = (statistics.median(each) for each in busiest.values())
    yield beside(
        "reconcile",
        f"{size:,} payments, two workers",
        taken[2],
        "one worker",
        taken[1],
        note=f"{taken[1].seconds / taken[2].seconds:.2f} × as fast; by the busier worker's CPU, "
        f"{duration(busy)}, {alone / busy:.2f} ×; {told[0]['pages']} pages in "
        f"{told[0]['parts']} parts; {max(each['peak'] for each in told):.0f} MB at most",
    )


def _run(workers: int, day: datetime.datetime) -> tuple[float, list[dict[str, Any]]]:
    """Seconds of a new run, once all are ready, and what each of its workers tells."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.reconcile"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(workers)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write(f"{day.isoformat()}\n")
        one.stdin.flush()
    told = [json.loads(one.communicate()[0].splitlines()[-1]) for one in started]
    return max(each["ended"] for each in told) - began, told


def work() -> None:
    """One worker, in this process, which says what it found and what it took."""
    set_up()
    from django.db import connection

    from saleor_brandpay.adapters import reconcile
    from saleor_brandpay.core.reconcile import planning, worker
    from saleor_brandpay.core.reconcile.report import report

    connection.ensure_connection()
    print("ready", flush=True)
    day = datetime.datetime.fromisoformat(sys.stdin.readline().strip())
    before = used()
    run = planning.plan(day, day + datetime.timedelta(days=1))
    worker.run(run, reconcile.tools())
    ended, cpu = time.perf_counter(), used() - before
    found = report.build(run)
    told = {
        "agrees": found.agrees,
        "approved": found.totals["approved"],
        "pages": found.totals["pages"],
        "parts": run.stretches.count(),
        "cpu": cpu,
        "ended": ended,
        "peak": memory("VmHWM"),
    }
    print(json.dumps(told))


def memory(name: str) -> float:
    """Megabytes of this process, by Linux's account (VmRSS now, VmHWM at most)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    work()
