"""Rows of a report with the shop's orders that they name, and where staff find those."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar
from urllib.parse import quote, urlsplit

from ..conf import conf

AT_ONCE = 500
"""Rows that the shop is asked about at one time."""


@dataclass(frozen=True, slots=True)
class ShopOrder:
    id: str = ""
    """As the addresses of the dashboard name it."""
    channel: str = ""
    """Its slug."""

    @property
    def url(self) -> str:
        """Its page in the dashboard; empty where the dashboard's address is not known."""
        address = conf.dashboard_url
        if not self.id or not is_address(address):
            return ""
        return f"{address}/orders/{quote(self.id, safe='')}"


NO_ORDER = ShopOrder()
Orders = Callable[[Collection[str]], Mapping[str, ShopOrder]]
"""Those of some numbers that the shop has."""


def no_orders(_: Collection[str]) -> Mapping[str, ShopOrder]:
    return {}


class _HasOrder(Protocol):
    @property
    def order(self) -> str: ...


Row = TypeVar("Row", bound=_HasOrder)


def linked(rows: Iterable[Row], orders: Orders) -> Iterator[tuple[Row, ShopOrder]]:
    """Each row, as it comes, with its order; the shop is asked for many at a time."""
    left = iter(rows)
    while part := list(islice(left, AT_ONCE)):
        found = orders({row.order for row in part if row.order})
        for row in part:
            yield row, found.get(row.order, NO_ORDER)


def is_address(text: str) -> bool:
    """Whether pages can stand below it: whatever a browser would take it for is none."""
    if not text.isascii() or not text.isprintable() or set(text) & set(" \"'<>\\`"):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain
