"""How many attempts a sweep works on in a second: `python -m bench.sweep 400` (`make bench-sweep`).

The mini host's database has as many approved payments of which a worker is to look at each, and
each call to the sandbox takes at least 50 ms. By one thread and by as many as a worker may have,
in turns, each swept three times.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Any

from .reconcile import sandbox, set_up

TOSS = 0.05
"""Seconds that a call takes."""
TIMES = 3
BUDGET = 20
"""Attempts a second."""


def main(size: int) -> None:
    set_up()
    from saleor_brandpay.conf import conf

    from .filling import fill

    with sandbox() as url:
        os.environ["BRANDPAY_API_URL"] = url
        fill(size, url)
        slow_toss()
        seconds: dict[int, list[float]] = {1: [], conf.WORKER_CALLS: []}
        for _ in range(TIMES):
            for threads, took in seconds.items():
                took.append(sweep(size, threads))
    print(f"{'threads':>9}{'attempts':>10}{'seconds':>9}{'a second':>10}")
    for threads, took in seconds.items():
        median = statistics.median(took)
        print(f"{threads:>9}{size:>10,}{median:>9.1f}{size / median:>10.1f}")
    assert size / statistics.median(seconds[conf.WORKER_CALLS]) >= BUDGET


def slow_toss() -> None:
    from saleor_brandpay.api import caller

    get = caller.Caller.get

    def slowly(self: Any, *args: Any, **values: Any) -> Any:
        time.sleep(TOSS)
        return get(self, *args, **values)

    caller.Caller.get = slowly  # type: ignore[method-assign]


def sweep(size: int, threads: int) -> float:
    """Seconds of one sweep by so many threads."""
    from saleor_brandpay.clock import now
    from saleor_brandpay.models import Attempt
    from saleor_brandpay.sweep import sweep_here

    Attempt.objects.update(due_at=now(), looks=0)
    os.environ["BRANDPAY_WORKER_CALLS"] = str(threads)
    began = time.monotonic()
    swept = sweep_here(lambda _: None)
    took = time.monotonic() - began
    assert swept.payments == size, swept
    assert swept.agrees, swept
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 400)
