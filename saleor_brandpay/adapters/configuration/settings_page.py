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
from . import app_state, fields, installation_state, leaving, webhook_url
from .keys import Fault, Keys, secret_in_the_open
from .validation import live_fault, page_faults, typed_keys

if TYPE_CHECKING:
    from saleor.plugins.models import PluginConfiguration


class SettingsPage(BasePlugin):
    """Saleor calls some of these on the class, and some on a plugin of one channel."""

    keys: Keys

    def resolve_plugin_configuration(self, request: Any) -> Any:
        channel = self.channel
        for item in self.configuration or ():
            item.update(fields.shown(item["name"]))
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
        values = {item["name"]: item["value"] for item in plugin_configuration.configuration}
        _refuse(
            first_fault(plugin_configuration.channel.currency_code, values)
            if plugin_configuration.active
            else secret_in_the_open(values)
        )

    @classmethod
    def save_plugin_configuration(
        cls, plugin_configuration: PluginConfiguration, cleaned_data: dict[str, Any]
    ) -> PluginConfiguration:
        if plugin_configuration.active:
            # What is about to be lost can only be seen beside what is there.
            _refuse(leaving.fault(plugin_configuration, cleaned_data))
        saved: PluginConfiguration = super().save_plugin_configuration(
            plugin_configuration, cleaned_data
        )
        return saved

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


def first_fault(currency: str, values: dict[str, Any]) -> Fault | None:
    """The decisive one, and Toss asked last.

    The dashboard shows the last of several on top: "enter it" would hide what is wrong.
    """
    found = page_faults(currency, values)
    return found[0] if found else live_fault(typed_keys(values))


def _refuse(fault: Fault | None) -> None:
    if fault:
        code = PluginErrorCode.REQUIRED if fault.missing else PluginErrorCode.INVALID
        raise ValidationError({fault.field: ValidationError(fault.text, code=code.value)})
