"""How the plugins are set up: a page for each channel, and a companion for the whole shop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from saleor.channel.models import Channel
from saleor.plugins.models import PluginConfiguration

from ..ids import COMPANION_ID, PLUGIN_ID
from .keys import Keys


@dataclass(frozen=True, kw_only=True)
class ConfiguredChannel:
    """The settings page of one channel, and what of the channel matters to it."""

    channel_pk: int
    slug: str
    currency: str
    is_open: bool
    allow_unpaid_orders: bool
    flow_strategy: str
    """charge or authorization: what a storefront's transactionInitialize asks for."""
    completes_checkouts: bool
    """Whether Saleor makes the order of a paid checkout by itself."""
    is_active: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    """What the fields of the page hold."""


def configured_channels() -> list[ConfiguredChannel]:
    """Of all channels, by their slugs; where nobody has opened the page it is as it begins."""
    pages = {
        row.channel_id: row
        for row in PluginConfiguration.objects.filter(identifier=PLUGIN_ID).order_by("pk")
    }
    return [_setup(channel, pages.get(channel.pk)) for channel in Channel.objects.order_by("slug")]


def _setup(channel: Channel, page: PluginConfiguration | None) -> ConfiguredChannel:
    return ConfiguredChannel(
        channel_pk=channel.pk,
        slug=channel.slug,
        currency=channel.currency_code,
        is_open=channel.is_active,
        allow_unpaid_orders=channel.allow_unpaid_orders,
        flow_strategy=channel.default_transaction_flow_strategy,
        completes_checkouts=channel.automatically_complete_fully_paid_checkouts,
        is_active=page is not None and page.active,
        values=_values(page) if page else {},
    )


def _values(page: PluginConfiguration) -> dict[str, Any]:
    return {item["name"]: item.get("value") or "" for item in page.configuration or []}


def client_keys(channel_pk: int) -> set[str]:
    """The client keys with which the plugin is set up in a channel."""
    rows = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, channel_id=channel_pk)
    return {key for key in (_values(row).get("client_key") for row in rows) if key}


def is_test(channel_pk: int | None) -> bool | None:
    """Whether a channel takes test payments; None where the plugin is not active."""
    rows = PluginConfiguration.objects.filter(
        identifier=PLUGIN_ID, channel_id=channel_pk, active=True
    )
    found = [Keys.typed(_values(row).get("client_key") or "", "").is_test for row in rows]
    return found[0] if found else None


def companion_is_off() -> bool:
    """Whether staff switched the Transactions API's plugin off; it begins switched on."""
    rows = PluginConfiguration.objects.filter(identifier=COMPANION_ID, channel__isnull=True)
    return bool(rows.filter(active=False).exists())


def missing_plugins() -> list[str]:
    """Which of ours Saleor did not find: the package is to be installed, not copied."""
    known: list[str] = getattr(settings, "PLUGINS", [])
    wanted = ("saleor_brandpay.plugin.", "saleor_brandpay.transactions.plugin.")
    return [path.rstrip(".") for path in wanted if not any(k.startswith(path) for k in known)]
