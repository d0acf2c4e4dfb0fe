"""Reading the fields of control requests: ValueError says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request

Body = dict[str, Any]
Handler = Callable[["Request", Body], Awaitable[Any]]
Table = tuple[tuple[str, str, Handler], ...]
"""Methods, paths below `/_sandbox/`, and what answers them."""


class NotFoundError(ValueError):
    """The control request names something that is not there."""


async def json_object(request: Request) -> Body:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004
    return body


def only(body: Body, *names: str) -> None:
    unknown = sorted(body.keys() - set(names))
    if unknown:
        known = f"; known are {', '.join(names)}" if names else ""
        raise ValueError(f"unknown field {', '.join(unknown)}{known}")


def text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a string, not empty")
    return value


def optional_text(body: Body, name: str) -> str | None:
    return text(body, name) if body.get(name) is not None else None


def boolean(body: Body, name: str) -> bool:
    value = body[name]
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")  # noqa: TRY004
    return value


def number(body: Body, name: str, maximum: float) -> float:
    value = body[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= maximum:
        raise ValueError(f"{name} must be a number of seconds from 0 to {maximum}")
    return float(value)


def whole(body: Body, name: str, minimum: int, maximum: int | None = None) -> int:
    value = body[name]
    if type(value) is not int or value < minimum or (maximum is not None and value > maximum):
        upto = "" if maximum is None else f" to {maximum}"
        raise ValueError(f"{name} must be a whole number from {minimum}{upto}")
    return value


def times(body: Body) -> int | None:
    """How often a fault strikes: once, or always where only a part of all calls is struck."""
    value = body.get("times", None if body.get("probability") is not None else 1)
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError("times must be a whole number from 1, or null for always")
    return value


def probability(body: Body) -> float:
    value = body.get("probability")
    if value is None:
        return 1.0
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise ValueError("probability must be more than 0 and at most 1")
    return float(value)


def choice(body: Body, name: str, *known: str) -> str:
    value = body[name]
    if value not in known:
        raise ValueError(f"{name} must be {' or '.join(known)}")
    return str(value)


def items(body: Body, name: str) -> tuple[str, ...]:
    value = body[name]
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"{name} must be an array of strings")
    return tuple(value)


def instant(body: Body, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text(body, name))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError(f"{name} must be an ISO 8601 time with its offset")
    return at


def urls(body: Body, name: str) -> tuple[str, ...] | None:
    value = body[name]
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"{name} must be an array of URLs, or null for any")
    return tuple(value)
