"""All Saleor checkouts, in halves that run side by side."""

import os
from functools import partial

from .checkouts import Checkout
from .jobs import Job, single, slots
from .jobs import run_all as run_jobs
from .results import Result
from .saleor import prepare, run_browser, shards


def at_once() -> int:
    """How many parts run at the same time: SALEOR_JOBS, else one for each processor."""
    return int(os.environ.get("SALEOR_JOBS") or slots())


def run_all(found: list[Checkout], words: list[str]) -> list[Result]:
    """Results in the order of `found`. Words for pytest leave the browser tests out."""
    problems: list[Result] = []
    jobs: list[Job] = []
    # The slowest first: nothing waits for it alone at the end.
    for checkout in reversed(found):
        if (problem := prepare(checkout)) is not None:
            problems.append(problem)
            continue
        jobs += [single(part.label, part.run) for part in shards(checkout, words)]
        if not words:
            label = f"browser-{checkout.version}"
            jobs.append(single(label, partial(run_browser, checkout)))
    order = [item.version for item in found]
    results = problems + run_jobs(jobs, at_once())
    return sorted(results, key=lambda result: order.index(result.name.split()[-1]))
