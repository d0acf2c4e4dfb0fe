"""Saleor under load: worker processes on one port, and a file of what they measured.

    python -m tests.saleor.load_server PROCESSES FILE

Prints its address when it listens, and serves until its stdin ends. FILE gets one JSON object a
line: how long a hook took, and every error that Saleor logged as unhandled.
"""

import json
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import django
import uvicorn

TIMED = ("process_payment", "confirm_payment", "refund_payment", "webhook")
UNHANDLED = ("saleor.graphql.errors.unhandled", "django.request", "uvicorn.error")


class Notes:
    """Lines that several processes append to one file."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(self, **what: Any) -> None:
        os.write(self.file, json.dumps(what).encode() + b"\n")


class Watcher(logging.Handler):
    def __init__(self, notes: Notes) -> None:
        super().__init__(logging.ERROR)
        self.notes = notes

    def emit(self, record: logging.LogRecord) -> None:
        text = logging.Formatter().format(record)
        self.notes.add(error=text[-4000:], logger=record.name)


def timed(notes: Notes, name: str, hook: Callable[..., Any]) -> Callable[..., Any]:
    def measured(self: Any, *args: Any, **kwargs: Any) -> Any:
        began = time.monotonic()
        try:
            return hook(self, *args, **kwargs)
        finally:
            label = endpoint(args[0].path) if name == "webhook" else name
            notes.add(hook=label, seconds=time.monotonic() - began)

    return measured


def endpoint(path: str) -> str:
    """`callback`, `return` or `webhook`."""
    return path.rpartition("/tosspayments.brandpay/")[2].partition("/")[0]


def main(processes: int, path: str) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    os.environ["PUBLIC_URL"] = url
    django.setup()
    from django.conf import settings
    from saleor.asgi import application

    from saleor_brandpay.plugin import BrandpayPlugin

    settings.PUBLIC_URL = url
    notes = Notes(path)
    for name in TIMED:
        setattr(BrandpayPlugin, name, timed(notes, name, getattr(BrandpayPlugin, name)))
    for name in UNHANDLED:
        logging.getLogger(name).addHandler(Watcher(notes))
    children = {fork(application, listener) for _ in range(processes)}
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        # As a supervisor does: whoever has died is replaced.
        while dead := os.waitpid(-1, os.WNOHANG)[0]:
            children.remove(dead)
            children.add(fork(application, listener))
    for child in children:
        os.kill(child, signal.SIGKILL)


def fork(application: Any, listener: socket.socket) -> int:
    child = os.fork()
    if child == 0:
        os.dup2(2, 1)
        config = uvicorn.Config(application, log_config=None, lifespan="off", ws="none")
        uvicorn.Server(config).run(sockets=[listener])
        os._exit(0)
    return child


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
