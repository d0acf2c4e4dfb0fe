"""The window's addresses, and the SDK's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..control.fields import json_object
from ..http.waits import disconnected, first_of
from ..toss.payments import WINDOW
from ..toss.sdk_error import SdkError
from . import assets
from .actions import ACTIONS, act
from .flow import current_step, customer_of
from .frame import gone, page
from .http import form_of, is_own_page, safe_headers
from .language import Language, prefers_english
from .opening import one_touch, open_window
from .screens.view import View
from .sdk_messages import sdk_message

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..toss.state import Sandbox, State
    from .forms import Errors, Form
    from .session import Session

OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
}


class Pages:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def _state(self) -> State:
        return self._sandbox.state

    async def sdk(self, _request: Request) -> Response:
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
        return Response(assets.sdk(), headers=headers, media_type="text/javascript")

    async def asset(self, request: Request) -> Response:
        found = assets.find(request.path_params["name"])
        if found is None:
            return Response("no such file", 404)
        content, media_type = found
        return Response(content, headers={"Cache-Control": "no-cache"}, media_type=media_type)

    async def open(self, request: Request) -> Response:
        """The SDK's own call; `kind` says what for."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=OPEN_TO_ALL)
        origin = request.headers.get("origin")
        english = prefers_english(request.headers.get("accept-language", ""))
        try:
            body = await json_object(request)
            if body.get("kind") == "is_one_touch":
                answer = {"isEnabled": one_touch(self._state, body)}
                return JSONResponse(answer, headers=OPEN_TO_ALL)
            session = open_window(
                self._state, body, origin=None if origin == "null" else origin, english=english
            )
        except SdkError as error:
            return _rejected(
                error.code, f"{sdk_message(error.code, english=english)} ({error.detail})"
            )
        except ValueError as error:
            return _rejected("INVALID_PARAMETERS", str(error))
        return JSONResponse({"path": f"/window/{session.id}"}, 201, headers=OPEN_TO_ALL)

    async def window(self, request: Request) -> Response:
        session = self._session(request)
        return self._gone(request) if session is None else self._page(session)

    async def act(self, request: Request) -> Response:
        """One of the window's buttons; other sites' pages cannot press them."""
        session = self._session(request)
        if session is None:
            return self._gone(request)
        name = request.path_params["action"]
        if name not in ACTIONS:
            return Response("no such action", 404)
        if not is_own_page(request):
            return Response("not from the window's own page", 403)
        form = await form_of(request)
        errors = act(self._state, session, name, form)
        return self._page(session, errors, form)

    async def over(self, request: Request) -> Response:
        """Answers once the window's time is up by the sandbox's clock, which tests move."""
        state, session = self._state, self._session(request)
        if session is not None and session.ending is None:
            clock = state.clock.wait_until(session.opened_at + WINDOW)
            await first_of(clock, state.ended.wait(), disconnected(request))
        return JSONResponse({"over": True})

    def _session(self, request: Request) -> Session | None:
        return self._state.windows.find(request.path_params["session"])

    def _page(
        self, session: Session, errors: Errors | None = None, form: Form | None = None
    ) -> Response:
        state = self._state
        step = current_step(state, session)
        view = View(
            state=state,
            session=session,
            customer=customer_of(state, session),
            errors=errors or {},
            values=form or {} if errors else {},
        )
        return HTMLResponse(page(view, step), headers=safe_headers(session.origin))

    def _gone(self, request: Request) -> Response:
        language = Language(english=prefers_english(request.headers.get("accept-language", "")))
        return HTMLResponse(gone(language), 404, headers=safe_headers(None))


def _rejected(code: str, text: str) -> Response:
    return JSONResponse({"code": code, "message": text}, 400, headers=OPEN_TO_ALL)


def page_routes(sandbox: Sandbox) -> list[Route]:
    pages = Pages(sandbox)
    return [
        Route("/v2/standard", pages.sdk),
        Route("/v2/windows", pages.open, methods=["POST", "OPTIONS"]),
        Route("/assets/{name}", pages.asset),
        Route("/window/{session}", pages.window, methods=["GET"]),
        Route("/window/{session}/over", pages.over, methods=["GET"]),
        Route("/window/{session}/{action}", pages.act, methods=["POST"]),
    ]
