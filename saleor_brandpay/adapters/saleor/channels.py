"""Saleor's channels, by the names that people give them."""

from __future__ import annotations

from saleor.channel.models import Channel


def by_slug() -> dict[str, int]:
    """Primary keys of all channels."""
    return dict(Channel.objects.order_by("slug").values_list("slug", "pk"))
