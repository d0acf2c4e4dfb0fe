"""Sentry, where the shop has it, sees no secret of our own addresses.

Toss and the SDK call addresses that hold a code, a customer key, a payment key or the webhook's
secret. Sentry puts a request's address into each event and each span of it, and into the variables
of frames that know the request. Nothing is imported that the shop has not imported itself.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from django.http import HttpRequest

from ..api import asking

logger = logging.getLogger(__name__)

_SHORTEST = 6
"""What is shorter (a status, an amount) tells of nobody and would be replaced everywhere."""
_DEPTH = 30
_KEYS = ("paymentKey", "customerKey")


def hide_address(request: HttpRequest, path: str) -> None:
    """`path`: ours, below the plugin's id. To be called before anything can go wrong."""
    if sys.modules.get("sentry_sdk"):
        # A webhook's body names whom it is about.
        _hide(_secrets(request, path), with_body=True)


def hide_return(sent: object) -> None:
    """What a storefront sends of a window, which the frames of Saleor and of our hooks hold.

    A worker's hooks know none, and many of them share one scope.
    """
    if not sys.modules.get("sentry_sdk") or asking.asked_by.get() is asking.Caller.WORKER:
        return
    values = [sent.get(name) for name in _KEYS] if isinstance(sent, dict) else []
    _hide([value for value in values if isinstance(value, str) and len(value) >= _SHORTEST])


def hide_token(token: str) -> None:
    """What the dashboard posts to a page for staff: whoever has it reads as they do."""
    if sys.modules.get("sentry_sdk") and len(token) >= _SHORTEST:
        _hide([token])


def _hide(secrets: list[str], *, with_body: bool = False) -> None:
    if not (secrets or with_body):
        return

    def hide(event: Any, hint: Any) -> Any:
        if with_body and isinstance(event.get("request"), dict):
            event["request"].pop("data", None)
        return _without(event, secrets, _DEPTH)

    try:
        _process_events(sys.modules["sentry_sdk"], hide)
    except Exception:
        # Money goes on, whatever becomes of a half-imported SDK.
        logger.warning("Sentry could not be told what to hide", exc_info=True)


def _process_events(sentry: Any, hide: Callable[[Any, Any], Any]) -> None:
    if not hasattr(sentry, "get_isolation_scope"):  # 1.x, which Saleor 3.20 has
        with sentry.configure_scope() as scope:
            scope.add_event_processor(hide)
        return
    # The first has what WSGI and ASGI add, the second, which comes later, what Django's adds.
    for scope in (sentry.get_isolation_scope(), sentry.get_current_scope()):
        scope.add_event_processor(hide)


def _secrets(request: HttpRequest, path: str) -> list[str]:
    """Longest first, as they are and as an address writes them."""
    values = {value for name in request.GET for value in request.GET.getlist(name)}
    values |= {request.META.get("QUERY_STRING", "")}
    if path.startswith("webhook/"):
        values |= {path.removeprefix("webhook/")}
    values |= {quote(value, safe="") for value in values} | {unquote(value) for value in values}
    return sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)


def _without(value: Any, secrets: list[str], depth: int) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "[Filtered]")
        return value
    if isinstance(value, bytes):
        return _without(value.decode(errors="replace"), secrets, depth)
    if not depth:
        return value
    if isinstance(value, dict):
        return {name: _without(item, secrets, depth - 1) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(item, secrets, depth - 1) for item in value]
    return value
