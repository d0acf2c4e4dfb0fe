"""Several things at the same time, so that no processor waits for what one of them waits for.

Each writes a log of its own, with a line on the terminal when it begins and when it ends.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .commands import OUTPUT, say, writing_to
from .results import Result, merged


@dataclass(frozen=True)
class Job:
    label: str
    """On the terminal, and the name of its log."""
    run: Callable[[], list[Result]]


def single(label: str, run: Callable[[], Result]) -> Job:
    return Job(label, lambda: [run()])


def slots() -> int:
    """How many run at the same time: TEST_JOBS, else two more than there are processors.

    Each waits for a Chromium, a PostgreSQL or a sandbox: with one more a fifth of the processors'
    time was left over.
    """
    return int(os.environ.get("TEST_JOBS") or (os.cpu_count() or 1) + 2)


def run_all(jobs: list[Job], at_once: int) -> list[Result]:
    """Begun in their order, which ought to be the longest first; one alone has the terminal."""
    if len(jobs) < 2:
        return [result for job in jobs for result in job.run()]
    with ThreadPoolExecutor(at_once) as pool:
        return merged(result for results in pool.map(in_background, jobs) for result in results)


def in_background(job: Job) -> list[Result]:
    log = OUTPUT / f"{job.label}.log"
    began = time.monotonic()
    say(f"{job.label}: began, writes {log}")
    with writing_to(log):
        results = job.run()
    lines = [*map(str, results), f"{job.label}: {time.monotonic() - began:.0f} s"]
    if any(result.failed for result in results):
        lines.insert(0, log.read_text(encoding="utf-8", errors="replace"))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return results
