"""The console's addresses."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ..http.errors import TossError
from ..pages.html import el
from ..pages.http import form_of, is_own_page, safe_headers
from ..pages.language import prefers_english
from .cancel import cancel_in_console
from .parts import ConsoleLanguage, customers_table, page, payments_table, search
from .payment import Errors, payment_page
from .settings import act, settings_page

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..pages.html import Html
    from ..toss.payments import Payment
    from ..toss.state import Sandbox, State

COOKIE = "sandbox_language"


class Console:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def _state(self) -> State:
        return self._sandbox.state

    async def payments(self, request: Request) -> Response:
        language, asked = _language(request), request.query_params.get("q", "").strip()[:200]
        found = payments_table(self._state, language, asked)
        return _list(request, language, "payments", found, search(language, asked))

    async def customers(self, request: Request) -> Response:
        language = _language(request)
        return _list(request, language, "customers", customers_table(self._state, language))

    async def settings(self, request: Request) -> Response:
        return _page(request, settings_page(self._state, _language(request)))

    async def act(self, request: Request) -> Response:
        """A button of the settings, and back; what is wrong is said above them."""
        if not is_own_page(request):
            return Response("not from the console's own page", 403)
        try:
            await act(self._state, request.path_params["action"], await form_of(request))
        except KeyError:
            return Response("no such action", 404)
        except ValueError as error:
            text = settings_page(self._state, _language(request), str(error))
            return HTMLResponse(text, 422, headers=safe_headers("'none'"))
        return RedirectResponse("/console/settings", 303)

    async def payment(self, request: Request) -> Response:
        payment, language = self._payment(request), _language(request)
        if payment is None:
            return _missing(request, language)
        return _page(request, payment_page(self._state, payment, language))

    async def cancel(self, request: Request) -> Response:
        """Cancel, and back to the payment; what is wrong is said beside the fields."""
        payment, language = self._payment(request), _language(request)
        if payment is None:
            return _missing(request, language)
        if not is_own_page(request):
            return Response("not from the console's own page", 403)
        form = await form_of(request)
        errors = self._cancel(payment, form, language)
        if errors:
            text = payment_page(self._state, payment, language, errors, form)
            return HTMLResponse(text, 422, headers=safe_headers("'none'"))
        return RedirectResponse(f"/console/payments/{payment.payment_key}", 303)

    def _cancel(self, payment: Payment, form: dict[str, str], language: ConsoleLanguage) -> Errors:
        amount, reason = form.get("amount", "").replace(",", "").strip(), form.get("reason", "")
        errors = {}
        if not amount.isdecimal() or not 0 < int(amount) <= payment.balance:
            errors["amount"] = language.say("amount_wrong", balance=payment.balance)
        if not 0 < len(reason.strip()) <= 200:
            errors["reason"] = language.say("reason_wrong")
        if errors:
            return errors
        try:
            cancel_in_console(self._state, payment, int(amount), reason.strip())
        except TossError as error:
            return {
                "": f"{language.say('cancel_failed')}: {error.body()['message']} ({error.code})"
            }
        return {}

    def _payment(self, request: Request) -> Payment | None:
        return self._state.payments.find(request.path_params["payment_key"])


def console_routes(sandbox: Sandbox) -> list[Route]:
    console = Console(sandbox)
    return [
        Route("/", _home),
        Route("/console", console.payments),
        Route("/console/customers", console.customers),
        Route("/console/settings", console.settings, methods=["GET"]),
        Route("/console/settings/{action}", console.act, methods=["POST"]),
        Route("/console/payments/{payment_key}", console.payment, methods=["GET"]),
        Route("/console/payments/{payment_key}/cancel", console.cancel, methods=["POST"]),
    ]


async def _home(_request: Request) -> Response:
    return RedirectResponse("/console", 302)


def _language(request: Request) -> ConsoleLanguage:
    """The one asked for, kept in a cookie, else the browser's."""
    asked = request.query_params.get("language") or request.cookies.get(COOKIE)
    if asked in {"ko", "en"}:
        return ConsoleLanguage(english=asked == "en")
    return ConsoleLanguage(english=prefers_english(request.headers.get("accept-language", "")))


def _list(
    request: Request,
    language: ConsoleLanguage,
    name: str,
    content: Html,
    above: Html | None = None,
) -> Response:
    path = "/console" if name == "payments" else "/console/customers"
    title = language.say(name)
    live = el("div", content, id="live-list", data_live=True)
    return _page(request, page(language, title, el("h1", title), above, live, path=path))


def _missing(request: Request, language: ConsoleLanguage) -> Response:
    text = language.say("not_found")
    back = el("a", "← ", language.say("back"), href="/console", cls="back")
    found = page(language, text, back, el("h1", text), path="/console")
    return HTMLResponse(found, 404, headers=safe_headers("'none'"))


def _page(request: Request, text: str) -> Response:
    """The page, or 304 when the reader has it: console.js asks again and again."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    headers = safe_headers("'none'") | {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    response = HTMLResponse(text, headers=headers)
    asked = request.query_params.get("language")
    if asked in {"ko", "en"}:
        response.set_cookie(COOKIE, asked, samesite="lax", path="/console")
    return response
