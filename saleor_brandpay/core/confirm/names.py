"""What a buyer reads in the payment window: of himself, and of his goods."""

from __future__ import annotations

import re

from ...api import text

_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\ud7b0-\ud7fb ]+")


def order_name(product: str, lines: int) -> str:
    """Toss's orderName, within its limit: `Mug 외 1건`."""
    rest = f" 외 {lines - 1}건" if lines > 1 else ""
    first = text.cut(text.plain(product), text.NAME - text.units(rest))
    return (first or "주문") + rest


def buyer_name(first: str, last: str) -> str:
    """Toss's customerName, within its limit: 홍길동, but John Doe; empty when there is none."""
    first, last = text.plain(first), text.plain(last)
    is_korean = _HANGUL.fullmatch(first) and _HANGUL.fullmatch(last)
    name = f"{last}{first}" if is_korean else f"{first} {last}".strip()
    return text.cut(name, text.NAME)
