"""HTML out of Python, escaped by construction."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

VOID = frozenset({"input", "link", "meta", "img", "br"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"
"""None is nothing, plain text is escaped."""


def el(tag: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """An element. `cls` is class, `for_` is for, `data_x` is data-x; True is a bare attribute."""
    inner = text(children)
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{tag}{shown}>" if tag in VOID else f"<{tag}{shown}>{inner}</{tag}>")


def text(child: Child) -> Html:
    """A child as markup."""
    if child is None:
        return Html("")
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(escape(child))
    return Html("".join(text(one) for one in child))


def document(*, language: str, head: Child, body: Child, **attributes: str | None) -> str:
    """A whole page; `attributes` are those of its body."""
    meta = [
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="robots", content="noindex"),
    ]
    page = el("html", el("head", meta, head), el("body", body, **attributes), lang=language)
    return f"<!doctype html>\n{page}"


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = {"cls": "class"}.get(key, key.rstrip("_").replace("_", "-"))
    return f" {name}" if value is True else f' {name}="{escape(value)}"'
