"""The files that the browser loads: the SDK, the window's and the console's."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SDK_PARTS = ("words", "problems", "overlay", "redirect", "window", "brandpay", "main")
"""The SDK's files, in the order in which they are put together."""
FILES = {
    "window.js": "text/javascript",
    "window.css": "text/css",
    "console.js": "text/javascript",
    "console.css": "text/css",
}


@cache
def sdk() -> str:
    """One script, with nothing of it global but `TossPayments`."""
    parts = "\n".join(_read(f"sdk/{name}.js") for name in SDK_PARTS)
    return f'(function () {{\n"use strict";\n{parts}\n}})();\n'


def find(name: str) -> tuple[str, str] | None:
    """A file and its media type."""
    return (_read(name), FILES[name]) if name in FILES else None


@cache
def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
