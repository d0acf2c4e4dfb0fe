"""Measurements that are short enough to be tried."""

import subprocess
import sys
from pathlib import Path


def test_the_sandboxs_confirms_are_measured_beside_bare_starlette():
    done = subprocess.run(
        [sys.executable, "-m", "bench.confirms", "5"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    _, bare, sandbox = done.stdout.splitlines()
    assert bare.split()[:3] == ["bare", "Starlette", "5"]
    assert sandbox.split()[:2] == ["sandbox", "5"]
