"""Endpoints as ASGI applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from ..faults.faults import TRICKLE
from .exchange import Exchange
from .waits import Dropped

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ..endpoints.call import Endpoint
    from ..toss.state import Sandbox
    from .connection import SandboxProtocol


class ApiEndpoint:
    def __init__(self, sandbox: Sandbox, endpoint: Endpoint) -> None:
        self._sandbox = sandbox
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection: SandboxProtocol = scope["state"]["connection"]
        connection.carries_api_call()
        request = Request(scope, receive)
        body = await request.body()
        exchange = Exchange(self._sandbox.state, self._endpoint, request, body)
        try:
            answer = await exchange.run()
        except Dropped:
            connection.drop()
            return
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"x-tosspayments-trace-id", exchange.trace_id.encode()),
        ]
        if exchange.idempotency_key is not None:
            headers.append((b"idempotency-key", exchange.idempotency_key.encode("latin-1")))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if exchange.fault == "close_reused":
            connection.close_when_reused()
        if exchange.fault == TRICKLE:
            await exchange.trickle(send, answer.body)
            return
        await send({"type": "http.response.body", "body": answer.body})
        if exchange.fault == "close_idle":
            connection.close_silently()
