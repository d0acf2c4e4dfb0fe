"""How many examples, and whether they are the same every time."""

import os
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.database import DirectoryBasedExampleDatabase

IN_TEST = 12
STEPS = 18
_SKIPPED = {"explain", *os.environ.get("SKIP", "").split()}
FOLDER = Path(__file__).resolve().parents[2] / "build" / "soak"


def settings() -> hypothesis.settings:
    """Always the same few for `make test`; EXAMPLES new ones for `make soak`."""
    examples = os.environ.get("EXAMPLES")
    common = hypothesis.settings(
        deadline=None,
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    if not examples:
        return hypothesis.settings(common, max_examples=IN_TEST, derandomize=True, database=None)
    return hypothesis.settings(
        common,
        max_examples=int(examples),
        database=DirectoryBasedExampleDatabase(FOLDER),
        phases=[phase for phase in Phase if phase.name not in _SKIPPED],
    )
