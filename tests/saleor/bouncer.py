"""PgBouncer in front of the tests' PostgreSQL: few connections, for which everybody waits."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
MISSING = "no pgbouncer (Debian: apt-get install pgbouncer)"
PATIENCE = 30
"""Seconds that a client waits for a connection."""


@contextmanager
def bouncer(size: int, mode: str) -> Iterator[dict[str, Any]]:
    """The way through a PgBouncer of `size` connections, as Django's settings have it."""
    server = urlsplit(os.environ["DATABASE_URL"])
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="bouncer-"))
    folder.chmod(0o755)
    there = f"host={server.hostname} port={server.port or 5432}"
    lines = [
        "[databases]",
        f"* = {there} user={server.username} password={server.password}",
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        f"listen_port = {port}",
        "unix_socket_dir =",
        "auth_type = any",
        f"pool_mode = {mode}",
        f"default_pool_size = {size}",
        "max_client_conn = 1000",
        f"query_wait_timeout = {PATIENCE}",
        "ignore_startup_parameters = options,extra_float_digits",
    ]
    if os.geteuid() == 0:
        # It does not run as root.
        lines.append("user = nobody")
    config = folder / "pgbouncer.ini"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert PROGRAM is not None, MISSING
    process = subprocess.Popen(
        [PROGRAM, "--quiet", str(config)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        wait(port, process)
        yield {
            "HOST": "127.0.0.1",
            "PORT": port,
            "DISABLE_SERVER_SIDE_CURSORS": mode == "transaction",
        }
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as once:
        once.bind(("127.0.0.1", 0))
        port: int = once.getsockname()[1]
        return port


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "pgbouncer does not listen"
            if process.poll() is not None:
                _, said = process.communicate()
                raise AssertionError(f"pgbouncer: {said.decode()}") from None
            time.sleep(0.05)
        else:
            return
