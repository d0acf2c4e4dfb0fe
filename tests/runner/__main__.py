"""`python -m tests.runner [lint] [sandbox] [unit] [host] [machine] [django42] [saleor] [-- words]`.

The words go to pytest inside Saleor. Without a name all parts run. All of them run even when one
fails; the exit status tells of any.
"""

import sys

from . import checkouts, saleors, unit
from .commands import OUTPUT
from .results import Result, error, summarise

PARTS = ("lint", "sandbox", "unit", "host", "machine", "django42", "saleor")


def main(arguments: list[str]) -> int:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    names, extra = arguments[:end], arguments[end + 1 :]
    if unknown := set(names) - set(PARTS):
        sys.exit(f"no such part: {', '.join(sorted(unknown))}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    wanted = names or list(PARTS)
    results: list[Result] = []
    remarks: list[str] = []
    if "lint" in wanted:
        results += unit.lint()
    if "sandbox" in wanted:
        results += unit.sandbox()
    if "unit" in wanted:
        for old in OUTPUT.glob("*.coverage"):
            old.unlink()
        results += unit.unit()
    if "host" in wanted:
        results += unit.host()
    if "machine" in wanted:
        results += unit.machine()
    if "django42" in wanted:
        results += unit.old_django()
    inside: list[Result] = []
    if "saleor" in wanted:
        found, problem = checkouts.find()
        inside = saleors.run_all(found, extra, measured="unit" in wanted)
        if problem:
            inside.append(error("Saleor", problem))
        remarks.append(f"Saleor checkouts found: {listing(found)}")
        results += inside
    if {"unit", "host"} <= set(wanted):
        gates, figures = unit.coverage(saleor_ran=any(result.passed for result in inside))
        results += gates
        remarks += figures
    return summarise(results, remarks)


def listing(found: list[checkouts.Checkout]) -> str:
    return ", ".join(f"{item.version} ({item.path})" for item in found) or "none"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
