"""Servers on real sockets that answer as badly as a test asks."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

PAYMENT: dict[str, Any] = {
    "paymentKey": "tgen_1",
    "orderId": "order-1",
    "status": "DONE",
    "totalAmount": 15000,
    "balanceAmount": 15000,
    "currency": "KRW",
}


def reply(
    body: object = PAYMENT,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    compress: bool = False,
) -> bytes:
    """A whole HTTP answer; a body that is not bytes becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    if compress:
        content = gzip.compress(content)
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}"]
    lines += ["Content-Encoding: gzip"] if compress else []
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass
class Request:
    """What a server read."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """One accepted connection, as a handler sees it."""

    def __init__(self, sock: socket.socket, server: Server, number: int) -> None:
        self.sock, self.server, self.number = sock, server, number
        self._file = sock.makefile("rb")

    def read(self) -> Request | None:
        """The next request, or None when the client has gone."""
        line = self._file.readline().decode()
        if not line:
            return None
        method, path, _ = line.split()
        headers = {}
        while (header := self._file.readline().decode().strip()) != "":
            name, _, value = header.partition(": ")
            headers[name] = value
        body = self._file.read(int(headers.get("Content-Length", 0)))
        request = Request(method, path, headers, body)
        self.server.requests.append(request)
        return request

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def trickle(self, data: bytes, *, seconds: float) -> None:
        """One byte now and then, for as long as the client stays."""
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(seconds)

    def wait_for_the_end(self) -> None:
        """Until the client closes."""
        self._file.read()


Handler = Callable[[Connection], None]


def answering(*replies: bytes) -> Handler:
    """A handler that reads requests and answers them in turn, the last reply for ever."""

    def handle(connection: Connection) -> None:
        while connection.read() is not None:
            number = len(connection.server.requests) - 1
            connection.send(replies[min(number, len(replies) - 1)])

    return handle


@dataclass
class Server:
    """Where a test server listens, and what it has seen."""

    url: str
    requests: list[Request] = field(default_factory=list)
    connections: int = 0


@contextlib.contextmanager
def running(handler: Handler, *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port of this machine; each connection has a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if tls else "http"
    server = Server(f"{scheme}://localhost:{listener.getsockname()[1]}")

    def serve(sock: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):
            wrapped = tls.wrap_socket(sock, server_side=True) if tls else sock
            with wrapped:
                handler(Connection(wrapped, server, number))

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = server.connections
            threading.Thread(target=serve, args=(sock, number), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
