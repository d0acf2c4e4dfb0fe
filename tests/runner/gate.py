"""How much of the code the tests have run without Saleor."""

import json
import sys

from .commands import OUTPUT, run, title
from .results import Result, check, error
from .suites import COVERAGE

GATE = 95
MEASURED = ["unit", "host"]


def forget() -> None:
    """What an earlier run has measured."""
    for old in OUTPUT.glob(f"*{COVERAGE}"):
        old.unlink()


def coverage() -> Result:
    """The gate, over the data of suites and their shards, printed in detail on the way."""
    title("coverage")
    files = [path for label in MEASURED for path in OUTPUT.glob(f"{label}*{COVERAGE}")]
    merged = OUTPUT / "merged.json"
    tool = (sys.executable, "-m", "slipcover", "--format", "json", "--skip-covered")
    if not files or run(*tool, "--out", merged, "--merge", *files):
        return error("coverage", "no coverage data")
    covered = json.loads(merged.read_text(encoding="utf-8"))["summary"]["percent_covered"]
    result = check("coverage", int(covered < GATE))
    result.notes.append(f"{covered:.1f} % of lines and branches without Saleor, at least {GATE} %")
    return result
