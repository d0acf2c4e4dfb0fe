"""Builds the plugins of a channel for one request, and hands calls on to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseNotFound
from django.utils.module_loading import import_string

from .conf import conf
from .models import Channel, PluginConfiguration
from .payment_hooks import PaymentHooks
from .session_hooks import SessionHooks
from .stored_method_hooks import StoredMethodHooks


class PluginsManager(PaymentHooks, SessionHooks, StoredMethodHooks):
    """One per request, as in Saleor: plugins keep no state between requests."""

    def __init__(
        self,
        plugins: list[str],
        requestor_getter: Callable[[], Any] | None = None,
        allow_replica: bool = True,
    ) -> None:
        self.classes = [import_string(path) for path in plugins]
        self.requestor_getter = requestor_getter
        self.allow_replica = allow_replica
        self.loaded: dict[str | None, list[Any]] = {}

    # Loading. Those of the channel come first, in order, then the global ones.

    def get_plugins(self, channel_slug: str | None = None, active_only: bool = False) -> list[Any]:
        if channel_slug not in self.loaded:
            self.loaded[channel_slug] = self._load(channel_slug)
        plugins = self.loaded[channel_slug]
        if channel_slug is None:
            plugins = [plugin for loaded in self.loaded.values() for plugin in loaded]
            plugins = list({id(plugin): plugin for plugin in plugins}.values())
        return [plugin for plugin in plugins if plugin.active or not active_only]

    def get_all_plugins(self) -> list[Any]:
        for slug in Channel.objects.values_list("slug", flat=True):
            self.get_plugins(slug)
        return self.get_plugins()

    @property
    def global_plugins(self) -> list[Any]:
        self.get_plugins()
        return self.loaded[None]

    def _load(self, channel_slug: str | None) -> list[Any]:
        channel = None
        if channel_slug is not None:
            channel = Channel.objects.filter(slug=channel_slug).first()
            if channel is None:
                return []
        rows = {row.identifier: row for row in PluginConfiguration.objects.filter(channel=channel)}
        of_channel = [
            self._build(plugin, rows.get(plugin.PLUGIN_ID), channel)
            for plugin in self.classes
            if (channel is not None) == plugin.CONFIGURATION_PER_CHANNEL
        ]
        return [*of_channel, *self.global_plugins] if channel else of_channel

    def _build(self, plugin: Any, row: Any, channel: Any) -> Any:
        return plugin(
            configuration=row.configuration if row else plugin.DEFAULT_CONFIGURATION,
            active=row.active if row else plugin.get_default_active(),
            channel=channel,
            requestor_getter=self.requestor_getter,
            db_config=row,
            allow_replica=self.allow_replica,
        )

    def get_plugin(self, plugin_id: str, channel_slug: str | None = None) -> Any:
        """Found whether or not it is active, as in Saleor."""
        for plugin in self.get_plugins(channel_slug):
            if plugin.check_plugin_id(plugin_id):
                return plugin
        return None

    def run_on_plugins(self, hook: str, value: Any, *data: Any, channel_slug: str | None) -> Any:
        """Ask every active plugin that has the hook, each with what the one before answered."""
        for plugin in self.get_plugins(channel_slug, active_only=True):
            if hasattr(plugin, hook):
                answer = getattr(plugin, hook)(*data, previous_value=value)
                value = value if answer is NotImplemented else answer
        return value

    def is_event_active_for_any_plugin(self, event: str, channel_slug: str | None = None) -> bool:
        active = self.get_plugins(channel_slug, active_only=True)
        return any(plugin.is_event_active(event) for plugin in active)

    # Endpoints and settings.

    def webhook(self, request: Any, plugin_id: str, channel_slug: str | None) -> HttpResponse:
        path = request.path.split(plugin_id, maxsplit=1)[1]
        plugin = self.get_plugin(plugin_id, channel_slug)
        missing = HttpResponseNotFound()
        if plugin is None or not plugin.active:
            return missing
        if plugin.CONFIGURATION_PER_CHANNEL and not channel_slug:
            return missing
        answer: HttpResponse = plugin.webhook(request, path, previous_value=missing)
        return answer

    def webhook_endpoint_without_channel(self, request: Any, plugin_id: str) -> HttpResponse:
        """The first channel's plugin, active or not: this is how Saleor does it."""
        path = request.path.split(plugin_id, maxsplit=1)[1]
        for plugin in self.get_all_plugins():
            if plugin.check_plugin_id(plugin_id):
                answer: HttpResponse = plugin.webhook(
                    request, path, previous_value=HttpResponseNotFound()
                )
                return answer
        return HttpResponseNotFound()

    def save_plugin_configuration(
        self, plugin_id: str, channel_slug: str | None, cleaned_data: Any
    ) -> Any:
        plugin = self.get_plugin(plugin_id, channel_slug)
        channel = Channel.objects.get(slug=channel_slug) if channel_slug else None
        row, _ = PluginConfiguration.objects.get_or_create(
            identifier=plugin_id, channel=channel, defaults={"configuration": plugin.configuration}
        )
        return plugin.save_plugin_configuration(row, cleaned_data)


def get_plugins_manager(
    allow_replica: bool, requestor_getter: Callable[[], Any] | None = None
) -> PluginsManager:
    return PluginsManager(conf.PLUGINS, requestor_getter, allow_replica)
