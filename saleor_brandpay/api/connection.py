"""Connections on which every step goes by one deadline.

`requests` and urllib3 time single reads: a server that sends a byte now and then holds them for
ever. Here the socket gets, before each step, only the time that is left of the whole exchange.
"""

from __future__ import annotations

import io
import socket
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.connection import create_connection

from saleor_brandpay.api.secret import HiddenBytes, HiddenText

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from saleor_brandpay.api.deadline import Deadline

STAND_IN = "hidden"
"""What stands in the Authorization header until the last step."""
CONNECT_SECONDS = 2.0
"""For name, TCP, proxy and TLS together (M14)."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer: what the connection may take, and what it saw."""

    deadline: Deadline
    authorization: HiddenText = field(default_factory=HiddenText)
    """The true header; `requests` knows STAND_IN."""
    target: HiddenText | None = None
    """The true path, where the one that `requests` knows is a stand-in."""
    fresh: bool = False
    """Do not use a connection that has been idle."""
    reused: bool = False
    opened: int = 0
    connecting: Deadline | None = None
    """While a connection is opened: until when. What a proxy is told by then is nothing to Toss."""
    sent: bool = False
    """From the first byte on; before it, nothing can have reached Toss."""
    received: int = 0
    """Bytes of the answer."""

    @property
    def is_sendable(self) -> bool:
        """http.client checks the stand-ins only: nothing here may end a line or a word."""
        words = f"{self.authorization}{self.target or ''}".replace(" ", "", 1)
        return words.isascii() and words.isprintable() and " " not in words

    @property
    def step(self) -> Deadline:
        """Until when what is done now may take."""
        return self.connecting or self.deadline


current: ContextVar[Exchange] = ContextVar("saleor_brandpay_exchange")


class _TimedReader(io.RawIOBase):
    """Reads from a socket until the deadline of the exchange."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._exchange = current.get()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        self._sock.settimeout(_time_left(self._exchange.step))
        count = self._raw.readinto(buffer)
        if self._exchange.connecting is None:
            self._exchange.received += count or 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Readable:
    """What http.client asks of a socket to read an answer."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock))


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_Readable(sock), *args, **kwargs)  # type: ignore[arg-type]


class _Timed(HTTPConnection):
    response_class = _TimedResponse

    def connect(self) -> None:
        exchange = current.get()
        exchange.opened += 1
        exchange.connecting = exchange.deadline.within(CONNECT_SECONDS)
        try:
            super().connect()
        except BaseException as error:  # noqa: BLE001 - it is raised again
            # The frames below hold a proxy's password while CONNECT is under way.
            raise error.with_traceback(None) from error.__cause__
        finally:
            exchange.connecting = None

    def _tunnel(self) -> None:
        super()._tunnel()
        self.sock.settimeout(_time_left(current.get().step))  # what TLS may take behind a proxy

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers; urllib3 gives each one the whole time."""
        deadline = current.get().step
        failure: OSError = OSError("the name has no address")
        options = [*(self.socket_options or ()), *_KEEP_ALIVE]
        addresses = _resolve(self._dns_host, self.port, deadline)
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = _time_left(deadline) / left
            try:
                sock = create_connection((address, self.port), share, socket_options=options)
            except OSError as error:
                failure = error
            else:
                sock.settimeout(_time_left(deadline))  # what TLS may take
                return sock
        raise failure

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        exchange = current.get()
        self.sock.settimeout(_time_left(exchange.step))
        if exchange.connecting is None and not exchange.sent:
            data = _true_head(data, exchange)
            exchange.sent = True
        super().send(data)


def _true_head(head: bytes, exchange: Exchange) -> HiddenBytes:
    """The head of a request with the true path and credentials in the place of stand-ins.

    http.client hands it over in one piece; nothing that watches it sees what goes out of here.
    """
    line, rest = head.split(b"\r\n", 1)
    if exchange.target is not None:
        method, url, version = line.split(b" ")
        # A proxy for plain HTTP is told the whole address.
        origin = b"" if url.startswith(b"/") else b"/".join(url.split(b"/", 3)[:3])
        line = HiddenBytes(b" ".join((method, origin + exchange.target.encode(), version)))
    # With both line ends: no other header, whatever it holds, is taken for this one.
    shown = f"\r\nAuthorization: {STAND_IN}\r\n".encode()
    true = HiddenBytes(f"\r\nAuthorization: {exchange.authorization}\r\n".encode())
    rest = b"\r\n" + rest
    # The true ones: a recorder of ours that stood between has put them in already.
    if not (rest.count(shown) or rest.count(true)):
        raise OSError("somebody has changed the request's head")
    return HiddenBytes(line + rest.replace(shown, true, 1))


class TimedConnection(_Timed):
    """For the sandbox."""


class TimedTLSConnection(_Timed, HTTPSConnection):
    """For Toss."""


_KEEP_ALIVE = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)] + [
    (socket.IPPROTO_TCP, getattr(socket, name), seconds)
    for name, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10))
    if hasattr(socket, name)
]
"""So that a firewall which forgets idle connections is noticed before money depends on one."""


def _time_left(deadline: Deadline) -> float:
    seconds = deadline.remaining()
    if not seconds:
        raise TimeoutError("the deadline is over")
    return seconds


def _resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """The addresses of `host`, asked in a thread because a lookup knows no timeout."""
    found: list[str] = []
    failures: list[Exception] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failures.append(error)
        else:
            found.extend(str(answer[4][0]) for answer in answers)

    thread = threading.Thread(target=look_up, name="brandpay-resolve", daemon=True)
    thread.start()
    thread.join(_time_left(deadline))
    if thread.is_alive():
        raise TimeoutError(f"no address for {host} in time")
    if failures:
        raise failures[0]
    return found
