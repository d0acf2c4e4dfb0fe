"""The call that the SDK makes to the merchant's redirect URL."""

from __future__ import annotations

import asyncio
import http.client
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUT = 15.0
"""Seconds."""


class RedirectFailedError(Exception):
    """The redirect URL did not answer 2xx."""


@dataclass(frozen=True, slots=True)
class Reached:
    readable: bool
    """Whether a browser would have let the page's script see the answer (CORS)."""


def with_query(url: str, query: Mapping[str, str | int]) -> str:
    """`url` with `query` after its own query, before its fragment."""
    base, hash_, fragment = url.partition("#")
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joint}{urlencode(query)}{hash_}{fragment}"


async def call_redirect_url(url: str, query: Mapping[str, str], origin: str) -> Reached:
    """OPTIONS, then GET, as a cross-origin request of the shop's page; no redirects followed."""
    return await _in_thread(lambda: _call(with_query(url, query), origin))


def _call(url: str, origin: str) -> Reached:
    readable = True
    for method in ("OPTIONS", "GET"):
        try:
            status, allowed = _request(method, url, origin)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise RedirectFailedError(f"{method}: {type(error).__name__}: {error}") from None
        if not 200 <= status < 300:
            raise RedirectFailedError(f"{method} was answered with {status}")
        readable = readable and allowed in {"*", origin}
    return Reached(readable)


def _request(method: str, url: str, origin: str) -> tuple[int, str | None]:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = {"Origin": origin, "Accept": "*/*"}
    if method == "OPTIONS":
        headers["Access-Control-Request-Method"] = "GET"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status, response.getheader("Access-Control-Allow-Origin")
    finally:
        connection.close()


async def _in_thread(work: Callable[[], Reached]) -> Reached:
    """Like asyncio.to_thread, in a daemon thread: it must not hold up the server's end."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Reached] = loop.create_future()

    def settle(result: Reached | None, error: Exception | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        elif result is not None:
            future.set_result(result)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001
            error = caught
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return await future
