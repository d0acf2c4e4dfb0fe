"""A small proxy on a real socket: CONNECT for TLS, whole addresses for plain HTTP."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
from urllib.parse import urlsplit

from tests.api.servers import Connection, Handler, reply

USER, PASSWORD = "shop", "CANARY canary/CANARY@canary"
AUTHORIZED = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"


def passing(*, asks: bool = False) -> Handler:
    """Let everybody through, or only who names USER and PASSWORD."""

    def handle(connection: Connection) -> None:
        while (request := connection.read()) is not None:
            if asks and request.headers.get("Proxy-Authorization") != AUTHORIZED:
                connection.send(reply(b"who are you?", status=407))
                return
            if request.method == "CONNECT":
                host, _, port = request.path.rpartition(":")
                with socket.create_connection((host, int(port))) as behind:
                    connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    _relay(connection.sock, behind)
                return
            parts = urlsplit(request.path)
            lines = [f"{request.method} {parts.path} HTTP/1.1"]
            headers = request.headers.items()
            lines += [f"{name}: {value}" for name, value in headers if name[:6] != "Proxy-"]
            with socket.create_connection((parts.hostname, parts.port)) as behind:
                behind.sendall("\r\n".join([*lines, "", ""]).encode() + request.body)
                connection.send(behind.recv(65536))

    return handle


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Until either side closes."""
    with contextlib.suppress(OSError):
        while True:
            # What TLS has decrypted already does not show on the socket.
            waiting = [one] if getattr(one, "pending", int)() else []
            for ready in waiting or select.select([one, other], [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    return
                (other if ready is one else one).sendall(data)
