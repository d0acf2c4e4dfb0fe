"""The plugin's page in the dashboard: what it shows, what may be saved, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from saleor.plugins.base_plugin import BasePlugin
from saleor.plugins.error_codes import PluginErrorCode

from ...core.attempts import schedule
from ...core.merchants import merchants
from ...core.merchants.crypto import BadKeys
from .. import urls
from . import app_state, fields, installation_state, webhook_url
from .keys import Fault, Keys, keys_faults
from .validation import channel_fault, live_fault, redirect_fault

if TYPE_CHECKING:
    from saleor.plugins.models import PluginConfiguration


class SettingsPage(BasePlugin):
    """Saleor calls some of these on the class, and some on a plugin of one channel."""

    keys: Keys

    def resolve_plugin_configuration(self, request: Any) -> Any:
        channel = self.channel
        for item in self.configuration or ():
            if item["name"] == "callback_url" and channel is not None:
                item["value"] = urls.endpoint_url(channel.slug, "callback")
            if item["name"] == "webhook_url" and channel is not None and self.keys.client_key:
                item["value"] = _webhook_url(channel, self.keys.client_key)
            if item["name"] == "installation":
                item["value"] = installation_state.shown()
            if item["name"] == "app":
                item["value"] = app_state.shown()
            if item["name"] == "secret_key" and self.keys.reference:
                # Saleor has masked it like a secret: staff shall see which variable it is.
                item["value"] = self.keys.reference
        return self.configuration

    @classmethod
    def _update_config_items(
        cls, configuration_to_update: list[dict[str, Any]], current_config: list[dict[str, Any]]
    ) -> None:
        super()._update_config_items(fields.typed(configuration_to_update), current_config)

    @classmethod
    def validate_plugin_configuration(
        cls, plugin_configuration: PluginConfiguration, **kwargs: Any
    ) -> None:
        if not plugin_configuration.active:
            return
        values = {item["name"]: item["value"] for item in plugin_configuration.configuration}
        keys = typed_keys(values)
        channel = plugin_configuration.channel
        currency = channel_fault(channel.currency_code)
        redirect = redirect_fault(values.get("redirect_url") or "")
        faults = [
            *([currency] if currency else []),
            *keys_faults(keys),
            *([redirect] if redirect else []),
        ]
        if not faults:
            live = live_fault(keys)
            faults = [live] if live else []
        if faults:
            raise ValidationError(_errors(faults))

    @classmethod
    def pre_save_plugin_configuration(cls, plugin_configuration: PluginConfiguration) -> None:
        values = {item["name"]: item["value"] for item in plugin_configuration.configuration}
        keys = typed_keys(values)
        if plugin_configuration.active and keys.complete:
            merchants.save(keys.client_key, keys.secret_key)
            app_state.bring_back()
            if plugin_configuration.channel_id and not keys.is_test:
                schedule.look_at_test_payments(plugin_configuration.channel_id)


def _webhook_url(channel: Any, client_key: str) -> str:
    try:
        return webhook_url.address(channel.slug, channel.pk, client_key)
    except BadKeys:
        # The page is to open all the same; the system check says what is wrong.
        return ""


def typed_keys(values: dict[str, Any]) -> Keys:
    """The keys as they were typed into the fields."""
    return Keys.typed(values.get("client_key") or "", values.get("secret_key") or "")


def _errors(faults: list[Fault]) -> dict[str, ValidationError]:
    codes = {True: PluginErrorCode.REQUIRED.value, False: PluginErrorCode.INVALID.value}
    return {fault.field: ValidationError(fault.text, code=codes[fault.missing]) for fault in faults}
