"""How this process reaches Toss, as the settings say."""

from __future__ import annotations

import ssl

from ..api import Secret, WayOut
from ..conf import conf


def way_out() -> WayOut:
    """Asked at each call. Raises ValueError for a proxy that cannot be one (system check E013)."""
    proxy = Secret(conf.outgoing_proxy) if conf.outgoing_proxy else None
    try:
        return WayOut(proxy=proxy, ca_bundle=conf.ca_bundle or None)
    except ValueError as error:
        raise ValueError(f"BRANDPAY_OUTGOING_PROXY: {error}") from None


def described() -> str:
    """For people, behind the address of Toss; empty where nothing is set."""
    way = way_out()
    through = f" through the proxy {way.proxy_shown}" if way.proxy else ""
    return f"{through}, certificates of {way.ca_bundle}" if way.ca_bundle else through


def bundle_fault() -> str:
    """Why the CA bundle cannot be used; empty if it can, or if there is none."""
    if not conf.ca_bundle:
        return ""
    try:
        found = ssl.create_default_context(cafile=conf.ca_bundle).cert_store_stats()["x509_ca"]
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return "" if found else "there is no CA certificate in it"
