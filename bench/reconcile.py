"""How brandpay_reconcile grows: `python -m bench.reconcile 10000 100000` (or `make bench`).

For each number of attempts: a sandbox in a process of its own that has as many payments, the mini
host's tables filled to match, and the command in a fresh process, whose memory, queries and calls
are counted.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def main(sizes: list[int]) -> None:
    set_up()
    from .filling import fill

    print(f"{'attempts':>9}{'pages':>7}{'calls':>7}{'queries':>9}{'per page':>10}", end="")
    print(f"{'memory':>9}{'peak':>9}{'seconds':>9}")
    for size in sizes:
        with sandbox() as url:
            os.environ["BRANDPAY_API_URL"] = url
            fill(size, url)
            answer = subprocess.run(
                [sys.executable, "-m", "bench.reconcile", "measure"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        one = json.loads(answer.splitlines()[-1])
        assert one["agrees"], one
        assert one["approved"] == size, one
        print(f"{size:>9,}{one['pages']:>7,}{one['calls']:>7,}{one['queries']:>9,}", end="")
        print(f"{one['queries'] / max(one['pages'], 1):>10.1f}", end="")
        print(f"{one['before']:>6.1f} MB{one['peak']:>6.1f} MB{one['seconds']:>9.1f}", flush=True)


@contextmanager
def sandbox() -> Iterator[str]:
    port_file = Path(tempfile.mkdtemp()) / "port"
    words = [sys.executable, "-c", "from brandpay_sandbox.cli import main; main()"]
    process = subprocess.Popen(
        [*words, "--port", "0", "--port-file", str(port_file)], stdout=subprocess.DEVNULL
    )
    try:
        while not port_file.exists() or not port_file.read_text():
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.terminate()
        process.wait()


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo.host.settings"
    import django

    django.setup()


def memory(name: str) -> float:
    """Megabytes of this process, by Linux's account (VmRSS now, VmHWM at most)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def measure() -> None:
    """Runs the command in this process, and says what it took."""
    set_up()
    from django.core.management import call_command
    from django.db import connection

    from saleor_brandpay.api import caller

    counted = {"queries": 0, "calls": 0}

    def query(execute: Any, *args: Any) -> Any:
        counted["queries"] += 1
        return execute(*args)

    get = caller.Caller.get

    def call(self: Any, *args: Any, **values: Any) -> Any:
        counted["calls"] += 1
        return get(self, *args, **values)

    caller.Caller.get = call  # type: ignore[method-assign]
    connection.ensure_connection()
    before = memory("VmRSS")
    out, began = io.StringIO(), time.monotonic()
    with connection.execute_wrapper(query):
        call_command("brandpay_reconcile", "--json", stdout=out)
    found = json.loads(out.getvalue())
    peak = memory("VmHWM")
    told = {
        **counted,
        "agrees": found["agrees"],
        "approved": found["toss"]["approved"]["payments"],
        "pages": found["pages"],
        "before": before,
        "peak": peak,
        "seconds": time.monotonic() - began,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])
