"""Starting and burying a mini host that is killed at a wanted moment, as by the kernel."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def crashing_host(dies_after: str) -> Iterator[str]:
    """The address of a second mini host, on the same database, that is killed after a call."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.host.worker", dies_after],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.host.host_settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        listening = re.match(r"listening on (\S+)", process.stdout.readline())
        assert listening, "the worker did not start"
        yield listening[1]
        assert process.wait(10) == -9, "the worker should have been killed"
    finally:
        process.kill()
        process.wait()
