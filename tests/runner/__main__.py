"""`python -m tests.runner [lint] [docs] [unit] [sandbox] [host] [machine] [django42] [saleor]`.

Without a name all parts run, those without Saleor side by side. All of them run even when one
fails; the exit status tells of any. Words after `--` go to pytest, and need no names: paths among
them say which tests run (see `choice.py`).
"""

import os
import sys

from . import checkouts, choice, gate, jobs, saleors, unit
from .commands import OUTPUT
from .results import Result, error, summarise


def main(arguments: list[str]) -> int:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    names, words = arguments[:end], arguments[end + 1 :]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    # Tests start dozens of Pythons, each of which would compile everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parts = unit.parts()
    if unknown := set(names) - {*parts, "saleor"}:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}")
    if words and not names:
        chosen, inside = choice.of(words)
        results = jobs.run_all([suite.job() for suite in chosen], jobs.slots())
        remarks: list[str] = []
        if inside is not None:
            run_saleors(inside, results, remarks)
        return summarise(results, remarks)
    return run_parts(names or [*parts, "saleor"], parts, words)


def run_parts(wanted: list[str], parts: dict[str, list[jobs.Job]], words: list[str]) -> int:
    measured = set(gate.MEASURED) <= set(wanted)
    if measured:
        gate.forget()
    alone = [job for name, found in parts.items() if name in wanted for job in found]
    results, remarks = jobs.run_all(alone, jobs.slots()), list[str]()
    if measured:
        results.append(gate.coverage())
    if "saleor" in wanted:
        run_saleors(words, results, remarks)
    return summarise(results, remarks)


def run_saleors(words: list[str], results: list[Result], remarks: list[str]) -> None:
    """Add what came of every Saleor on this machine."""
    found, problem = checkouts.find()
    results += saleors.run_all(found, words)
    if problem:
        results.append(error("Saleor", problem))
    listing = ", ".join(f"{item.version} ({item.path})" for item in found) or "none"
    remarks.append(f"Saleor checkouts found: {listing}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
