"""`make bench`: one table, every figure beside its anchor in the same run."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from .figures import COLUMNS, Figure, table

PARTS = {
    "confirm": ("confirm", "measure", "a confirm, beside a raw pooled POST; Saleor's HTTPClient"),
    "hooks": ("scenes", "hooks", "the hooks, beside Saleor's plugin for Stripe"),
    "sandbox": ("sandbox_confirms", "measure", "the sandbox's confirms, beside bare Starlette"),
    "hanging": ("scenes", "hanging", "a shop whose Toss hangs, with 24 buyers"),
    "sweep": ("sweep", "measure", "attempts that a sweep works on, by four threads and by one"),
    "webhook": ("scenes", "webhook", "queries, Toss calls and time of a webhook"),
    "reconcile": ("reconcile", "measure", "a large day, by two workers and by one"),
    "tables": ("tables", "measure", "how large the tables are after a year"),
    "plans": ("plans", "measure", "how PostgreSQL finds rows; only when it is named"),
}
"""With its module and its function there."""
FAILED = "failed"
UNASKED = [name for name in PARTS if name != "plans"]


def main() -> None:
    parser = _parser()
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.child:
        _measure(options)
        return
    began, figures = time.monotonic(), list[Figure]()
    for name in options.parts or UNASKED:
        _say(f"{name}: {PARTS[name][2]}", began)
        figures += _in_a_process(name, lambda line: _say(f"  {line}", began))
    failed = [one.part for one in figures if one.what == FAILED]
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, ", end="")
    print(f"load {load}, {time.monotonic() - began:.0f} s, median of {options.rounds}\n")
    print("\n".join(table(figures)))
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<10} {text}" for name, (_, _, text) in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=…",
        description=f"{__doc__}\n\nparts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="by default all but plans")
    add = parser.add_argument
    add("--rounds", type=int, default=3, help="of each figure and its anchor, in turns (3)")
    add("--confirms", type=int, default=100, help="of a round (100)")
    add("--attempts", type=int, default=40, help="that a sweep works on (40)")
    add("--payments", type=int, nargs="+", default=[6000], help="of a day to reconcile (6000)")
    add("--share", type=float, default=0.01, help="of a shop, whose year is written (0.01)")
    add("--months", type=float, default=1, help="of a shop; 6.6 are a million attempts (1)")
    add("--child", action="store_true", help=argparse.SUPPRESS)
    return parser


def _say(line: str, began: float) -> None:
    print(f"{time.monotonic() - began:6.0f} s  {line}", file=sys.stderr, flush=True)


def _in_a_process(name: str, say: Callable[[str], None]) -> Iterator[Figure]:
    """One part, on databases, sandboxes and settings of its own."""
    words = [word for word in sys.argv[1:] if word not in PARTS]
    child = subprocess.Popen(
        [sys.executable, "-m", "bench", name, *words, "--child"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        told = json.loads(line)
        if "say" in told:
            say(told["say"])
        else:
            yield Figure(**told)
    if child.wait():
        yield Figure(part=name, what=FAILED, note="why stands among the lines before the table")


def _measure(options: argparse.Namespace) -> None:
    (name,) = options.parts
    module, function, _ = PARTS[name]
    measure = getattr(import_module(f"bench.{module}"), function)
    for figure in measure(options, lambda line: print(json.dumps({"say": line}), flush=True)):
        print(json.dumps(dataclasses.asdict(figure)), flush=True)


assert COLUMNS.keys() == {field.name for field in dataclasses.fields(Figure)}

if __name__ == "__main__":
    main()
