"""paymentGatewayInitialize: what a storefront may know before a transaction is begun."""

from __future__ import annotations

from typing import Any

from ..adapters.saleor import apps
from ..conf import conf
from ..plugin import BrandpayPlugin


def describe(plugin: BrandpayPlugin, source_object: Any) -> dict[str, Any] | None:
    """Public data; the buyer's methods only to the buyer (M11). None: nothing can be paid here."""
    gateway = plugin.gateway()
    if gateway.closed(source_object.currency):
        return None
    if apps.working_app() is None:
        return None
    found: dict[str, Any] = {
        "sdkUrl": conf.sdk_url,
        "clientKey": gateway.keys.client_key,
        "currency": "KRW",
        "oneTouch": gateway.one_touch,
        "methods": None,
    }
    user_pk = source_object.user_id
    if user_pk is not None and gateway.is_user(user_pk):
        language = source_object.language_code or ""
        listed = plugin.own_methods(source_object.user)
        found["methods"] = [one.shown(language) for one in listed]
    return found
