"""The call that the SDK makes to the merchant's redirect URL."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from ..http.threads import in_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return await in_thread(lambda: _call(with_query(url, query), origin))


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
