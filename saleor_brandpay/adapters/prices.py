"""Prices are as old as their last reading: Saleor reckons them anew when it reads them (M1).

A cart that was changed by a call whose answer shows no price keeps its old total until then.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from saleor.checkout.calculations import fetch_checkout_data
from saleor.checkout.fetch import fetch_checkout_info, fetch_checkout_lines
from saleor.checkout.models import Checkout
from saleor.order import OrderStatus
from saleor.order.calculations import fetch_order_prices_if_expired
from saleor.order.models import Order
from saleor.plugins.manager import get_plugins_manager

from ..core.attempts.source import Source
from ..models import SourceType
from .saleor.version import SALEOR
from .saleor.writer import writes

_EDITABLE = (OrderStatus.DRAFT, OrderStatus.UNCONFIRMED)
"""Only these orders does Saleor reckon anew; the prices of others are final."""
_FOR_NOBODY: dict[str, Any] = {"requestor": None} if SALEOR >= (3, 23) else {}
_SHORT = datetime.timedelta(minutes=1)
_USUAL = datetime.timedelta(hours=1)
SKEW = datetime.timedelta(seconds=10)
"""By so much the clocks of two hosts may differ: a change of the cart is stamped by one of them."""


def are_stale(
    row: Any,
    prices_expire: datetime.datetime | None = None,
    skew: datetime.timedelta = SKEW,
) -> bool:
    """Whether Saleor would reckon this checkout or order anew before it showed its total.

    `prices_expire`: what `reckon` has answered. A shop may let prices live so shortly that they
    have run out again by now; they are stale when somebody has changed the cart since.
    """
    if isinstance(row, Checkout):
        expires = row.price_expiration
        return bool(expires <= timezone.now() + skew and expires != prices_expire)
    return bool(row.status in _EDITABLE and row.should_refresh_prices)


def have_no_taxes(row: Any) -> bool:
    """Whether the taxes could not be reckoned, so that the stored total is without them."""
    is_open = isinstance(row, Checkout) or row.status in _EDITABLE
    return is_open and row.tax_error is not None


def live_long() -> bool:
    """Whether prices that Saleor reckoned a moment ago cannot have run out by themselves."""
    lifetime: datetime.timedelta = getattr(settings, "CHECKOUT_PRICES_TTL", _USUAL)
    return lifetime >= _SHORT


@writes
def reckon(source: Source) -> datetime.datetime | None:
    """Have Saleor reckon the total anew; a tax app may be asked by HTTP.

    Nothing of ours is locked, and no transaction is open. When a checkout's prices run out.
    """
    manager = get_plugins_manager(allow_replica=False)
    if source.type == SourceType.ORDER:
        _reckon_order(source.id, manager)
        return None
    return _reckon_checkout(source.id, manager)


def _reckon_checkout(pk: str, manager: Any) -> datetime.datetime | None:
    checkout = Checkout.objects.select_related("channel").filter(pk=pk).first()
    if checkout is None:
        return None
    lines, _ = fetch_checkout_lines(checkout)
    info = fetch_checkout_info(checkout, lines, manager)
    _wait(fetch_checkout_data(info, manager, lines, force_update=True, **_FOR_NOBODY))
    expires: datetime.datetime = checkout.price_expiration
    return expires


def _reckon_order(pk: str, manager: Any) -> None:
    order = Order.objects.select_related("channel").filter(pk=pk).first()
    if order is None:
        return
    before = _content(order)
    _wait(fetch_order_prices_if_expired(order, manager, force_update=True, **_FOR_NOBODY))
    if _content(order) != before:
        # Saleor has written what it reckoned of the lines of before, and that it is no longer due.
        rows = Order.objects.filter(pk=pk, status__in=_EDITABLE)
        rows.update(should_refresh_prices=True)


def _content(order: Any) -> list[Any]:
    """What staff change of an order."""
    lines = order.lines.order_by("pk").values_list("pk", "quantity", "unit_discount_value")
    return [*lines, *order.discounts.order_by("pk").values_list("pk", "value")]


def _wait(answer: Any) -> None:
    """From 3.23 on Saleor answers with a promise."""
    if SALEOR >= (3, 23):
        answer.get()
