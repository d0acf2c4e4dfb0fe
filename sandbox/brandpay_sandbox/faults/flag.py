"""`--fault` of the command line: a fault that is in force from the start, and after each reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FORM = "PATH:KIND[+KIND][:TIMES|always][:p=0.2][:code=CODE][:seconds=S][:order=ORDERID]"
NAMES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "p": ("probability", float),
    "code": ("code", str),
    "seconds": ("seconds", float),
    "order": ("orderId", str),
}


def fault_of(text: str) -> dict[str, Any]:
    """The body of a control request that orders the same; ValueError says what is wrong."""
    path, *parts = text.split(":")
    if not path or not parts or not parts[0]:
        raise ValueError(f"a fault is written {FORM}")
    kinds = parts[0].split("+")
    body: dict[str, Any] = {"path": path, "kind": kinds if len(kinds) > 1 else kinds[0]}
    for part in parts[1:]:
        name, value = _option(part)
        if name in body:
            raise ValueError(f"{part}: said twice")
        body[name] = value
    return body


def _option(part: str) -> tuple[str, Any]:
    if part == "always":
        return "times", None
    if part.isdecimal():
        return "times", int(part)
    name, equals, value = part.partition("=")
    if not equals or name not in NAMES:
        raise ValueError(f"{part or 'an empty part'}: a fault is written {FORM}")
    field, kind = NAMES[name]
    try:
        return field, kind(value)
    except ValueError:
        raise ValueError(f"{part}: not a number") from None
