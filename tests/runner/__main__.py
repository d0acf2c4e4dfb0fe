"""`python -m tests.runner [lint] [unit] [host] [django42] [saleor] [-- words for its pytest]`.

Without a name all parts run. All of them run even when one fails; the exit status tells of any.
"""

import sys

from . import checkouts, saleor, unit
from .commands import OUTPUT
from .results import Result, error, summarise

PARTS = ("lint", "unit", "host", "django42", "saleor")


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
    if "unit" in wanted:
        for old in OUTPUT.glob("*.coverage"):
            old.unlink()
        results += unit.unit()
    if "host" in wanted:
        results += unit.host()
    if "django42" in wanted:
        results += unit.old_django()
    saleors: list[Result] = []
    if "saleor" in wanted:
        found, problem = checkouts.find()
        # Tracing makes Saleor half as fast: once, in the newest, is enough.
        saleors = [
            saleor.run_checkout(item, extra, measured="unit" in wanted and item == found[-1])
            for item in found
        ]
        if not extra:
            saleors += [saleor.run_browser(item) for item in found if item.missing() is None]
        if problem:
            saleors.append(error("Saleor", problem))
        remarks.append(f"Saleor checkouts found: {listing(found)}")
        results += saleors
    if {"unit", "host"} <= set(wanted):
        gates, figures = unit.coverage(saleor_ran=any(result.passed for result in saleors))
        results += gates
        remarks += figures
    return summarise(results, remarks)


def listing(found: list[checkouts.Checkout]) -> str:
    return ", ".join(f"{item.version} ({item.path})" for item in found) or "none"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
