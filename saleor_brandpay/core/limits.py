"""What a stranger may cost: calls to Toss within ten minutes, counted in Django's cache (M22).

Where each process has a cache of its own, each counts for itself. While the cache is down nothing
is counted: buyers go on.
"""

from __future__ import annotations

import ipaddress
import logging
from typing import Final

from django.core.cache import cache

from ..api.errors import NotSent
from ..clock import now
from ..conf import conf
from .merchants.crypto import fingerprint_text

logger = logging.getLogger(__name__)

SECONDS: Final = 600
"""One stretch in which calls are counted; the next one begins with nothing."""


class Limited(NotSent):
    """Too many calls to Toss were made for this buyer: nothing is sent for some minutes."""


def spend(calls: int, *, buyer: str, address: str = "") -> bool:
    """Count calls that are about to be made; False: too many were, and none is to be made.

    `buyer`: a customer key, or the checkout or order. `address`: as far as it is known.
    """
    within = _within(calls, f"buyer:{buyer}", conf.calls_per_buyer)
    network = network_of(address)
    if network:
        within &= _within(calls, f"address:{network}", conf.calls_per_address)
    if not within:
        logger.warning("Toss is not asked: too many calls for one buyer or address (M22)")
    return within


def network_of(address: str) -> str:
    """Whom an address stands for; empty when for nobody in particular, a proxy's for instance."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if not found.is_global:
        return ""
    if found.version == 6:
        # One household has as many addresses as it likes in such a network.
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _within(calls: int, of: str, limit: int) -> bool:
    if limit <= 0 or calls <= 0:
        return True
    stretch = int(now().timestamp()) // SECONDS
    name = f"saleor_brandpay:spent:{fingerprint_text(of)}:{stretch}"
    try:
        cache.add(name, 0, timeout=SECONDS)
        return int(cache.incr(name, calls)) <= limit
    except Exception:
        # Gone in between, or a cache that is down: nobody is turned away for that.
        logger.warning("the cache failed; calls to Toss are not counted", exc_info=True)
        return True
