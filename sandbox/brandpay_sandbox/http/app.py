"""The sandbox as an ASGI application."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..console.routes import console_routes
from ..control.routes import control_routes
from ..endpoints.table import ENDPOINTS
from ..openapi.routes import openapi_routes
from ..pages.routes import page_routes
from ..toss.clock import http_date, iso
from .answer import Answer
from .errors import TossError
from .exchange import asks_for_english
from .pipeline import ApiEndpoint

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ..toss.state import Sandbox


def create_app(sandbox: Sandbox) -> ASGIApp:
    """All routes over `sandbox`. Runs under the server of `server.py` only."""
    api = [Route(one.path, ApiEndpoint(sandbox, one), methods=[one.method]) for one in ENDPOINTS]

    async def framework_error(request: Request, error: Exception) -> Response:
        """Unknown routes get the framework's body, which has no `code`; wrong methods Toss's."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == HTTPStatus.METHOD_NOT_ALLOWED and request.url.path.startswith("/v1/"):
            refusal = TossError("NOT_FOUND_HTTP_METHOD")
            body = refusal.body(english=asks_for_english(request))
            return JSONResponse(body, refusal.status)
        answer = Answer.framework(status, request.url.path, iso(sandbox.state.clock.now()))
        return Response(answer.body, status, media_type=answer.content_type)

    app = Starlette(
        routes=[
            *api,
            *control_routes(sandbox),
            *page_routes(sandbox),
            *console_routes(sandbox),
            *openapi_routes(),
        ],
        exception_handlers={HTTPException: framework_error},
    )
    app.router.redirect_slashes = False
    return DateHeader(app, sandbox)


class DateHeader:
    """Every answer carries a `Date` by the sandbox's clock."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = http_date(self._sandbox.state.clock.now()).encode()
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        await self._app(scope, receive, dated)
