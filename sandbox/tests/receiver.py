"""A merchant's webhook URL: what it received, and what it answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PREFIX = "tosspayments-webhook-transmission-"


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def status(self) -> str:
        return self.json["data"]["status"]

    @property
    def id(self) -> str:
        return self.headers[f"{PREFIX}id"]

    @property
    def retried(self) -> str:
        return self.headers[f"{PREFIX}retried-count"]

    @property
    def time(self) -> str:
        return self.headers[f"{PREFIX}time"]


@dataclass
class Receiver:
    url: str = ""
    status: int = 200
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers, before `status`."""
    received: list[Received] = field(default_factory=list)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released once for each that came."""
    open: threading.Event = field(default_factory=threading.Event)
    """Cleared: answers wait."""

    def statuses(self) -> list[str]:
        return [one.status for one in self.received]

    def wait(self) -> None:
        """Until one more has come."""
        assert self.arrived.acquire(timeout=5)


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.open.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(headers, body))
            receiver.arrived.release()
            receiver.open.wait(5)
            status = receiver.answers.pop(0) if receiver.answers else receiver.status
            text = f"answered {status}".encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url)
                self.end_headers()
                self.wfile.write(text)
            except OSError:
                pass  # nobody waits for it any more

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook/token?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.open.set()
        server.shutdown()
        thread.join()
        server.server_close()
