"""A mail server on a socket: it takes mail, refuses an address, hangs, or is not there."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default
from typing import Any


@dataclass
class MailServer:
    host: str = "127.0.0.1"
    port: int = 0
    refused: set[str] = field(default_factory=set)
    """Addresses."""
    rejected: set[str] = field(default_factory=set)
    """Addresses for whom the mail itself is refused, once it was read."""
    hangs_at: str = ""
    """A command that is never answered."""
    drops_at: str = ""
    """A command at which the connection is cut; DATA: after the mail was taken."""
    taken: list[tuple[list[str], Message]] = field(default_factory=list)
    """To whom, and what."""
    ended: threading.Event = field(default_factory=threading.Event)


class _Handler(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        at: MailServer = self.server.at
        to: list[str] = []
        self._say("220 tests")
        for line in self.rfile:
            words = line.decode().strip()
            command = words[:4].upper()
            if at.hangs_at == command:
                at.ended.wait()
                return
            if at.drops_at == command and command != "DATA":
                return
            if command == "RCPT":
                address = words[words.index("<") + 1 : words.index(">")]
                if address in at.refused:
                    self._say("550 5.1.1 no such user")
                    continue
                to.append(address)
            elif command == "RSET":
                to = []
            elif command == "DATA":
                self._say("354 go on")
                body = self._body()
                if at.rejected & set(to):
                    self._say("552 5.3.4 too large")
                    continue
                at.taken.append((to, body))
                to = []
                if at.drops_at == "DATA":
                    return
            elif command == "QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _body(self) -> Message:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        return email.message_from_bytes(b"".join(lines), policy=default)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(**values: Any) -> Iterator[MailServer]:
    at = MailServer(**values)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server((at.host, 0), _Handler) as server:
        server.at = at  # type: ignore[attr-defined]
        at.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield at
        finally:
            at.ended.set()
            server.shutdown()
