"""Reading the fields of control requests: ValueError says what is wrong."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request

Body = dict[str, Any]


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
