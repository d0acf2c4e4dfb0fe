"""What staff are about to lose by a save: keys of an active page, refunds of its orders."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache

from ...core.attempts import queries
from .keys import CLIENT_KEY, SECRET_KEY, Fault

if TYPE_CHECKING:
    from saleor.plugins.models import PluginConfiguration

logger = logging.getLogger(__name__)

MEANT = 600
"""Seconds in which saving once more says that it is meant."""
COUNTED = 1000
"""Orders; of more it says so many."""


def fault(kept: PluginConfiguration, saved: Mapping[str, Any]) -> Fault | None:
    """Of a page that is active. Saleor has no warnings: only a refusal is shown."""
    if saved.get("active") is False:
        return _refunds_lost(kept.channel_id)
    given = {item["name"]: item.get("value") for item in saved.get("configuration") or ()}
    held = {item["name"]: item["value"] for item in kept.configuration}
    for name in (CLIENT_KEY, SECRET_KEY):
        if name in given and held.get(name) and not (given[name] or "").strip():
            return Fault(
                field=name,
                ko="끄세요: Active를 해제한 뒤 지울 수 있습니다.",
                en="Untick Active before you clear a key.",
            )
    return None


def _refunds_lost(channel_pk: int | None) -> Fault | None:
    """An inactive plugin refunds nothing of the Transactions API (M17)."""
    count = queries.refundable_transactions(channel_pk)[:COUNTED].count()
    if not count or _is_meant(channel_pk):
        return None
    shown = f"{count:,}" if count < COUNTED else f"{COUNTED:,}+"
    return Fault(
        field="active",
        ko=f"환불하거나 다시 저장하세요: 남은 주문 {shown}건",
        en=f"Refund or save again: orders left {shown}",
    )


def _is_meant(channel_pk: int | None) -> bool:
    """Whether staff were told moments ago; without a cache that keeps it, they are not held up.

    One in a process's own memory would have them asked as often as there are processes.
    """
    name = f"saleor_brandpay:leaving:{channel_pk}"
    if isinstance(caches["default"], LocMemCache):
        return True
    try:
        is_first = cache.add(name, 1, timeout=MEANT) and cache.get(name)
    except Exception:
        logger.warning("the cache failed; the plugin is switched off unasked", exc_info=True)
        return True
    return not is_first
