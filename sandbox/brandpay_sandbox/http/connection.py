"""Connections that can be counted and dropped: a class of uvicorn's that is private to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from ..toss.state import Sandbox, State


class SandboxProtocol(H11Protocol):
    """A connection that endpoints can reach through `scope["state"]["connection"]`."""

    sandbox: Sandbox

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app_state = {**self.app_state, "connection": self}
        self._accepted_in: State | None = None
        self._doomed = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._accepted_in = self.sandbox.state
        self._accepted_in.connections += 1

    def carries_api_call(self) -> None:
        """Count this connection as one of the API's, once, if it is newer than the last reset."""
        if self._accepted_in is self.sandbox.state:
            self._accepted_in.api_connections += 1
        self._accepted_in = None

    def data_received(self, data: bytes) -> None:
        if self._doomed:
            self.transport.abort()
        else:
            super().data_received(data)

    def close_silently(self) -> None:
        """Close after what has been answered, which said nothing of it."""
        self.transport.close()

    def close_when_reused(self) -> None:
        """Look open until something comes in, then close without reading it."""
        self._doomed = True

    def drop(self) -> None:
        """Close the socket without an answer."""
        if self.cycle is not None:
            self.cycle.disconnected = True  # else uvicorn would write an error 500
        self.transport.abort()
