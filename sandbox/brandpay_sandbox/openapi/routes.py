"""`/openapi.json`, and the same as a page to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..endpoints.table import ENDPOINTS
from ..pages.html import Html, document, el
from ..pages.http import safe_headers
from .document import document as openapi
from .document import path_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..endpoints.call import Endpoint
    from ..http.validation import Shape


def openapi_routes() -> list[Route]:
    return [Route("/openapi.json", _json), Route("/openapi", _page)]


async def _json(_request: Request) -> Response:
    return JSONResponse(openapi(), headers={"Access-Control-Allow-Origin": "*"})


async def _page(_request: Request) -> Response:
    info = openapi()["info"]
    head = [
        el("title", info["title"]),
        el("link", rel="stylesheet", href="/assets/console.css"),
    ]
    strip = el("p", el("strong", "SANDBOX"), " ", info["title"], cls="strip")
    links = el(
        "p",
        el("a", "openapi.json", href="/openapi.json"),
        " · ",
        el("a", "console", href="/console"),
    )
    content = [
        el("h1", "API"),
        el("p", info["description"]),
        links,
        [_endpoint(e) for e in ENDPOINTS],
    ]
    page = document(language="en", head=head, body=[strip, el("main", content)])
    return HTMLResponse(page, headers=safe_headers("'none'"))


def _endpoint(one: Endpoint) -> Html:
    auth = "Bearer (the customer's access token)" if one.bearer else "Basic (secret key)"
    facts = el("p", el("small", f"{auth} · fault path: {one.name} · answers {one.answer}"))
    return el(
        "section",
        el("h2", el("code", f"{one.method} {path_of(one)}")),
        el("p", one.summary),
        facts,
        _fields("Query", one.query),
        _fields("Body", one.body),
        cls="card operation",
    )


def _fields(title: str, shape: Shape) -> Html | None:
    if not shape:
        return None
    rows = [
        el(
            "tr",
            el("td", el("code", name)),
            el("td", "required" if field.required else ""),
            el("td", _rule(field.schema())),
        )
        for name, field in shape.items()
    ]
    return el("div", el("h3", title), el("table", el("tbody", rows)))


def _rule(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "anyOf" in schema:
        return " or ".join(_rule(one) for one in schema["anyOf"])
    if "properties" in schema:
        return ", ".join(schema["properties"])
    words = [schema.get("type", "")]
    words += [
        f"{name} {schema[name]}"
        for name in ("minimum", "maximum", "maxLength", "pattern")
        if name in schema
    ]
    if "enum" in schema:
        words.append("one of " + ", ".join(map(str, schema["enum"])))
    if "items" in schema:
        words.append(f"of {_rule(schema['items'])}")
    return " · ".join(words)
