"""How brandpay_settlements grows: `python -m bench.settlements 10000 100000`.

As bench.reconcile, over the days of six that are of the present month in Korea, and the others in
the month before it. Toss's side is the sandbox in a process of its own: what it takes to list
counts in the seconds, not in the memory.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from typing import Any

from .mini_host import sandbox, set_up
from .reconcile import memory


def main(sizes: list[int]) -> None:
    set_up()
    from .filling import fill

    print(f"{'rows':>9}{'calls':>7}{'queries':>9}{'memory':>10}{'peak':>10}", end="")
    print(f"{'seconds':>9}{'of Toss':>9}")
    for size in sizes:
        with sandbox() as url:
            os.environ["BRANDPAY_API_URL"] = url
            fill(size, url)
            answer = subprocess.run(
                [sys.executable, "-m", "bench.settlements", "measure"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        one = json.loads(answer.splitlines()[-1])
        assert one["agrees"], one
        print(f"{one['rows']:>9,}{one['calls']:>7,}{one['queries']:>9,}", end="")
        print(f"{one['before']:>7.1f} MB{one['peak']:>7.1f} MB", end="")
        print(f"{one['seconds']:>9.1f}{one['waited']:>9.1f}", flush=True)


def measure() -> None:
    """Runs the command in this process, for both months, and says what it took."""
    set_up()
    from django.core.management import call_command
    from django.db import connection

    from saleor_brandpay import clock
    from saleor_brandpay.api import caller
    from saleor_brandpay.core.settlements.month import Month
    from saleor_brandpay.models import Installation

    counted = {"queries": 0, "calls": 0, "waited": 0.0}

    def query(execute: Any, *args: Any) -> Any:
        counted["queries"] += 1
        return execute(*args)

    get = caller.Caller.get

    def call(self: Any, *args: Any, **values: Any) -> Any:
        counted["calls"] += 1
        began = time.monotonic()
        try:
            return get(self, *args, **values)
        finally:
            counted["waited"] += time.monotonic() - began

    caller.Caller.get = call  # type: ignore[method-assign]
    present = Month.of(clock.now())
    Installation.objects.update(created_at=present.before.since)
    before, began = memory("VmRSS"), time.monotonic()
    found = []
    for month in (present.before, present):
        out = io.StringIO()
        with connection.execute_wrapper(query):
            call_command("brandpay_settlements", "--month", str(month), "--json", stdout=out)
        found.append(json.loads(out.getvalue()))
    rows = sum(one["totals"][name]["rows"] for one in found for name in ("sold", "refunded"))
    told = {
        **counted,
        "agrees": all(one["agrees"] for one in found),
        "rows": rows,
        "before": before,
        "peak": memory("VmHWM"),
        "seconds": time.monotonic() - began,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])
