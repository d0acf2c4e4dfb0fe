"""Starting and burying the worker that dies (`worker.py`)."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 240
"""Seconds in which a second Saleor starts, on a machine that runs several."""


@contextmanager
def crashing_saleor(dies_after: str) -> Iterator[str]:
    """The address of a second Saleor, on the same database, that is killed after a call."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.saleor.worker", str(port), dies_after],
    )
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
        assert process.wait(10) == -9, "the worker should have been killed"
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the worker did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the worker did not start")
