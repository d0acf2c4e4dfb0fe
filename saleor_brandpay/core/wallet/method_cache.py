"""A list of methods kept for a minute, in Django's cache: encrypted, and under no readable key.

It is a help, never a need: without a cache every page asks Toss.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import logging

from django.core.cache import cache

from ...api.secret import Secret
from ...clock import now
from ...models import Customer
from ..merchants import crypto
from .method import StoredMethod

logger = logging.getLogger(__name__)

KEPT = datetime.timedelta(seconds=60)


def get(customer: Customer) -> tuple[StoredMethod, ...] | None:
    """The list as it was within the last minute; None when there is none, or a newer state."""
    try:
        text = cache.get(_name(customer))
        return _opened(text, customer) if isinstance(text, str) else None
    except Exception:
        # Whatever a cache server does, Toss can be asked.
        logger.warning("the cache failed; Toss will be asked", exc_info=True)
        return None


def put(customer: Customer, methods: tuple[StoredMethod, ...], read_at: datetime.datetime) -> None:
    """Keep what Toss was asked for at `read_at`."""
    text = _sealed(methods, customer, read_at)
    try:
        cache.set(_name(customer), text, timeout=KEPT.total_seconds())
    except Exception:
        logger.warning("the cache failed; the methods are not kept", exc_info=True)


def changed(customer: Customer) -> None:
    """What is kept of the customer's methods, here or on any other host, is stale."""
    customer.methods_changed_at = now()
    Customer.objects.filter(pk=customer.pk).update(methods_changed_at=customer.methods_changed_at)
    try:
        # A replica may not know of the change for a moment.
        cache.delete(_name(customer))
    except Exception:
        logger.warning("the cache failed; the methods kept may be shown once more", exc_info=True)


def removal_asked(customer: Customer, method: StoredMethod) -> None:
    """Remember for a minute that this customer wants the method gone."""
    try:
        name = _removal(customer, method.id)
        cache.set(name, now().isoformat(), timeout=KEPT.total_seconds())
    except Exception:
        logger.warning("the cache failed; a second click finds no such method", exc_info=True)


def was_removal_asked(customer: Customer, method_id: str) -> bool:
    """Whether this customer wanted it gone within the last minute."""
    try:
        at = cache.get(_removal(customer, method_id))
        return isinstance(at, str) and now() - datetime.datetime.fromisoformat(at) < KEPT
    except Exception:
        logger.warning("the cache failed; a second click finds no such method", exc_info=True)
        return False


def _removal(customer: Customer, method_id: str) -> str:
    of = crypto.mac("removal", f"{customer.customer_key}\0{method_id}", size=32)
    return f"saleor_brandpay:removal:{of}"


def _name(customer: Customer) -> str:
    return f"saleor_brandpay:methods:{crypto.mac('methods', customer.customer_key, size=32)}"


def _sealed(
    methods: tuple[StoredMethod, ...], customer: Customer, read_at: datetime.datetime
) -> str:
    rows = [dataclasses.asdict(method) for method in methods]
    content = {"at": read_at.isoformat(), "of": customer.pk, "methods": rows}
    return crypto.encrypt(Secret(json.dumps(content)))


def _opened(text: str, customer: Customer) -> tuple[StoredMethod, ...] | None:
    try:
        content = json.loads(crypto.decrypt(text).reveal())
    except crypto.Unreadable:
        return None
    at = datetime.datetime.fromisoformat(content["at"])
    since = customer.methods_changed_at
    if content["of"] != customer.pk or now() - at >= KEPT or (since and since >= at):
        return None
    return tuple(StoredMethod(**row) for row in content["methods"])
