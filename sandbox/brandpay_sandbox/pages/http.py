"""Headers and forms of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request

MAXIMUM_FORM = 20_000
"""Bytes."""


def safe_headers(framed_by: str | None) -> dict[str, str]:
    """No foreign scripts, and no other page around this one than the shop's (None: any)."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'"
    )
    if framed_by is not None:
        policy += f"; frame-ancestors {framed_by}"
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def is_own_page(request: Request) -> bool:
    """Whether a form was sent by a page of this server, as far as the browser says."""
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == request.headers.get("host")


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; of one that is too long, none."""
    body = await request.body()
    if len(body) > MAXIMUM_FORM:
        return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
