"""All Saleor checkouts, some at a time: most of a run is waiting, for PostgreSQL and for time-outs.

Each writes a log of its own then, with a line on the terminal when it begins and when it ends.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .checkouts import Checkout
from .commands import OUTPUT, say, writing_to
from .results import Result
from .saleor import run_browser, run_checkout


def jobs() -> int:
    """How many run at the same time: SALEOR_JOBS, else two where there are two processors."""
    return int(os.environ.get("SALEOR_JOBS") or min(2, os.cpu_count() or 1))


def run_all(found: list[Checkout], arguments: list[str], *, measured: bool) -> list[Result]:
    """Results in the order of `found`. Words for pytest leave the browser tests out."""
    # Tracing makes Saleor half as fast: once, in the newest, is enough.
    traced = found[-1] if found and measured else None
    if len(found) < 2 or jobs() < 2:
        return [
            result
            for checkout in found
            for result in run_one(checkout, arguments, measured=checkout == traced)
        ]
    with ThreadPoolExecutor(jobs()) as pool:
        # The slowest first: nothing waits for it alone at the end.
        running = {
            checkout: pool.submit(in_background, checkout, arguments, measured=checkout == traced)
            for checkout in reversed(found)
        }
        return [result for checkout in found for result in running[checkout].result()]


def run_one(checkout: Checkout, arguments: list[str], *, measured: bool) -> list[Result]:
    results = [run_checkout(checkout, arguments, measured=measured)]
    if not arguments and checkout.missing() is None:
        results.append(run_browser(checkout))
    return results


def in_background(checkout: Checkout, arguments: list[str], *, measured: bool) -> list[Result]:
    log = OUTPUT / f"saleor-{checkout.version}.log"
    began = time.monotonic()
    say(f"Saleor {checkout.version}: began, writes {log}")
    with writing_to(log):
        results = run_one(checkout, arguments, measured=measured)
    lines = [*map(str, results), f"Saleor {checkout.version}: {time.monotonic() - began:.0f} s"]
    if any(result.failed for result in results):
        lines.insert(0, log.read_text(encoding="utf-8", errors="replace"))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return results
