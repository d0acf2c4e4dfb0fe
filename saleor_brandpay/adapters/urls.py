"""Addresses of the shop: the plugin's own, and those a buyer may be sent to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import reverse
from saleor.core.utils import build_absolute_uri
from saleor.core.utils.url import validate_storefront_url

from .ids import PLUGIN_ID


def endpoint_url(channel_slug: str, path: str) -> str:
    """The absolute address of one of the plugin's own endpoints."""
    base = reverse(
        "plugins-per-channel",
        kwargs={"plugin_id": PLUGIN_ID, "channel_slug": channel_slug},
    )
    return str(build_absolute_uri(base)) + path


def is_storefront_url(url: str) -> bool:
    """Whether ALLOWED_CLIENT_HOSTS lets a buyer be sent there."""
    try:
        validate_storefront_url(url)
    except ValidationError:
        return False
    return url.startswith(("https://", "http://"))
