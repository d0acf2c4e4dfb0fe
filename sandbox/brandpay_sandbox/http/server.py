"""Uvicorn, with a quick end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from ..webhooks.courier import run
from .app import create_app
from .connection import SandboxProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from ..toss.state import Sandbox


class SandboxServer(uvicorn.Server):
    """Serves one sandbox on sockets that are bound already."""

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        on_start: Callable[[], None],
        around: Callable[[ASGIApp], ASGIApp] | None = None,
    ) -> None:
        """`around` wraps the application."""
        app = create_app(sandbox)
        protocol = type("Protocol", (SandboxProtocol,), {"sandbox": sandbox})
        super().__init__(
            uvicorn.Config(
                app if around is None else around(app),
                http=protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_level="warning",
                access_log=False,
                date_header=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=60,
                timeout_graceful_shutdown=1,
            )
        )
        self._sandbox = sandbox
        self._on_start = on_start
        self._courier: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._courier = asyncio.create_task(run(self._sandbox))
        self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._sandbox.stop()  # requests that hang would hold up the end
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C and SIGTERM end the server; unlike uvicorn they are not raised once more."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(one, self.handle_exit) for one in signals]
        try:
            yield
        finally:
            for one, handler in zip(signals, before, strict=True):
                signal.signal(one, handler)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the address cannot be had. Port 0 picks a free one."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
