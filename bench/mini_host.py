"""The mini host without its web server, and a sandbox in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sandbox() -> Iterator[str]:
    port_file = Path(tempfile.mkdtemp()) / "port"
    words = [sys.executable, "-c", "from brandpay_sandbox.cli import main; main()"]
    process = subprocess.Popen(
        [*words, "--port", "0", "--port-file", str(port_file)], stdout=subprocess.DEVNULL
    )
    try:
        while not port_file.exists() or not port_file.read_text():
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.terminate()
        process.wait()


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo.host.settings"
    import django

    django.setup()
