"""What Sentry sees when one of our own addresses is called, with its WSGI and ASGI middlewares."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from sentry_sdk.integrations.asgi import SentryAsgiMiddleware
from sentry_sdk.integrations.wsgi import SentryWsgiMiddleware

from saleor_brandpay.http.sentry import hide_address, hide_return, hide_token
from tests.sentry_events import Kept, as_saleor_has_it

PREFIX = "/plugins/channel/krw/tosspayments.brandpay/"
CALLBACK = ("callback", "code=CANARY-code%3D1&customerKey=CANARY-customer-key")
RETURN = ("return/order-1", "paymentKey=CANARY-payment-key&orderId=order-1&amount=15000")
WEBHOOK = ("webhook/CANARY-secret", "")


@pytest.fixture
def kept() -> Iterator[Kept]:
    with as_saleor_has_it() as kept:
        yield kept


def fails(request: Any, path: str) -> None:
    """As the plugin's hook, in which something goes wrong."""
    hide_address(request, path)
    token = path.rpartition("/")[2]
    try:
        raise RuntimeError(f"of ours, at {token}")  # noqa: TRY301
    except RuntimeError as error:
        sentry_sdk.capture_exception(error)


def by_wsgi(path: str, query: str) -> None:
    def app(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        fails(WSGIRequest(environ), path)
        start_response("200 OK", [])
        return []

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PREFIX + path,
        "QUERY_STRING": query,
        "SERVER_NAME": "shop.test",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    list(SentryWsgiMiddleware(app)(environ, lambda *args: None))


def by_asgi(path: str, query: str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        fails(ASGIRequest(scope, None), path)

    scope = {
        "type": "http",
        "method": "GET",
        "path": PREFIX + path,
        "query_string": query.encode(),
        "headers": [],
        "server": ("shop.test", 80),
        "scheme": "http",
    }

    async def nothing(*args: Any) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(SentryAsgiMiddleware(app)(scope, nothing, nothing))


@pytest.mark.parametrize("call", [by_wsgi, by_asgi])
@pytest.mark.parametrize(("path", "query"), [CALLBACK, RETURN, WEBHOOK])
def test_neither_code_nor_key_nor_secret_is_seen(
    kept: Kept, call: Callable[[str, str], None], path: str, query: str
) -> None:
    call(path, query)
    events = [item for item in kept.items if "exception" in item]
    assert len(events) == 1
    seen = json.dumps(kept.items, default=str)
    assert "tosspayments.brandpay" in seen
    assert "CANARY-" not in _without_source(kept.items)
    assert "[Filtered]" in seen


def test_token_that_the_dashboard_posts_is_not_seen(kept: Kept) -> None:
    body = b"accessToken=CANARY-token&orderId=order-1"

    def app(environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        form = WSGIRequest(environ).POST
        token = form["accessToken"]
        hide_token(token)
        try:
            raise RuntimeError(f"of ours, by {token}")  # noqa: TRY301
        except RuntimeError as error:
            sentry_sdk.capture_exception(error)
        start_response("200 OK", [])
        return []

    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "PATH_INFO": PREFIX + "staff/order",
        "SERVER_NAME": "shop.test",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    list(SentryWsgiMiddleware(app)(environ, lambda *args: None))
    (event,) = [item for item in kept.items if "exception" in item]
    assert "[Filtered]" in str(event["exception"]["values"][0]["value"])
    assert "CANARY-" not in _without_source(kept.items)


def _without_source(items: Any) -> str:
    """Source lines of this test, which Sentry shows beside the frames, hold the canaries too."""
    for item in items:
        for one in item.get("exception", {}).get("values", ()):
            for frame in one.get("stacktrace", {}).get("frames", ()):
                for name in ("pre_context", "context_line", "post_context"):
                    frame.pop(name, None)
    return json.dumps(items, default=str)


def test_without_sentry_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "sentry_sdk")
    hide_address(
        WSGIRequest({"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}), "webhook/CANARY"
    )


@pytest.mark.parametrize("imported", [None, object()])
def test_an_sdk_that_is_none_stops_no_payment(
    imported: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", imported)
    hide_return({"paymentKey": "tgen_of_a_window"})
