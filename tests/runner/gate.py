"""How much of the code the tests have run: the gate without Saleor, the figure with it."""

import subprocess
import sys

from .commands import OUTPUT, REPOSITORY, run, title
from .results import Result, check, error

GATE = 95
NOT_GATED = ["saleor_brandpay/migrations/*"]
MEASURED = ["unit", "host"]


def forget() -> None:
    """What an earlier run has measured."""
    for old in OUTPUT.glob("*.coverage"):
        old.unlink()


def coverage(saleor_ran: bool) -> tuple[list[Result], list[str]]:
    """The gate on what runs without Saleor, and the figure with Saleor when one ran."""
    title("coverage")
    gate = covered(MEASURED)
    if gate is None:
        return [error("coverage", "no coverage data")], []
    result = check("coverage", int(gate < GATE))
    result.notes.append(f"{gate:.1f} % of lines and branches without Saleor, at least {GATE} %")
    if not saleor_ran:
        return [result], []
    both = covered([*MEASURED, "saleor"])
    return [result], [f"coverage with Saleor: {both:.1f} %" if both else "no coverage from Saleor"]


def covered(labels: list[str]) -> float | None:
    """Percentage over the data of suites and their halves, printed in detail on the way."""
    files = [path for label in labels for path in OUTPUT.glob(f"{label}*.coverage")]
    data = f"--data-file={OUTPUT / 'combined'}"
    tool = [sys.executable, "-m", "coverage"]
    if not files or run(*tool, "combine", "--keep", "--quiet", data, *files):
        return None
    skip = f"--omit={','.join(NOT_GATED)}"
    run(*tool, "report", data, skip, "--show-missing", "--skip-covered", "--skip-empty")
    total = subprocess.run(
        [*tool, "report", data, skip, "--format=total", "--precision=1"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return float(total) if total.strip() else None
