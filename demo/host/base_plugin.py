"""The class that plugins extend, and how their settings are kept."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, ClassVar

from django.utils.functional import SimpleLazyObject

from .interface import PaymentGateway
from .names import ConfigurationTypeField

Settings = list[dict[str, Any]]


class BasePlugin:
    PLUGIN_NAME = ""
    PLUGIN_ID = ""
    PLUGIN_DESCRIPTION = ""
    CONFIG_STRUCTURE: ClassVar[Any] = None
    CONFIGURATION_PER_CHANNEL = True
    DEFAULT_CONFIGURATION: ClassVar[Any] = []
    DEFAULT_ACTIVE = False
    HIDDEN = False

    def __init__(
        self,
        *,
        configuration: Settings,
        active: bool,
        channel: Any = None,
        requestor_getter: Callable[[], Any] | None = None,
        db_config: Any = None,
        allow_replica: bool = True,
    ) -> None:
        self.configuration = self._described(configuration or [])
        self.active = active
        self.channel = channel
        self.requestor = SimpleLazyObject(requestor_getter) if requestor_getter else None
        self.db_config = db_config
        self.allow_replica = allow_replica

    def __del__(self) -> None:
        # Saleor empties the list as well: a plugin must not keep it.
        self.configuration.clear()

    @classmethod
    def check_plugin_id(cls, plugin_id: str) -> bool:
        return plugin_id == cls.PLUGIN_ID

    def token_is_required_as_payment_input(self, previous_value: Any) -> Any:
        return previous_value

    def get_payment_gateways(
        self, currency: str | None, checkout_info: Any, checkout_lines: Any, previous_value: Any
    ) -> list[Any]:
        currencies = self._asked("get_supported_currencies", [])
        if currency and currency not in currencies:
            return []
        config = self._asked("get_payment_config", previous_value)
        return [
            PaymentGateway(
                id=self.PLUGIN_ID, name=self.PLUGIN_NAME, config=config, currencies=currencies
            )
        ]

    def _asked(self, hook: str, value: Any) -> Any:
        return getattr(self, hook)(value) if hasattr(self, hook) else []

    def resolve_plugin_configuration(self, request: Any) -> Any:
        return self.configuration

    @classmethod
    def validate_plugin_configuration(cls, plugin_configuration: Any, **kwargs: Any) -> None:
        """Raises ValidationError when it cannot work."""

    @classmethod
    def pre_save_plugin_configuration(cls, plugin_configuration: Any) -> None:
        """Called after validation, before the row is written."""

    @classmethod
    def save_plugin_configuration(cls, plugin_configuration: Any, cleaned_data: Any) -> Any:
        kept: Settings = plugin_configuration.configuration
        if given := cleaned_data.get("configuration"):
            cls._update_config_items(given, kept)
        if "active" in cleaned_data:
            plugin_configuration.active = cleaned_data["active"]
        cls.validate_plugin_configuration(plugin_configuration)
        cls.pre_save_plugin_configuration(plugin_configuration)
        plugin_configuration.save()
        return plugin_configuration

    @classmethod
    def _update_config_items(
        cls, configuration_to_update: Settings, current_config: Settings
    ) -> None:
        """Take over what was sent; null keeps the old value, read-only fields stay."""
        given = {item["name"]: item.get("value") for item in configuration_to_update}
        fields = cls.CONFIG_STRUCTURE or {}
        known = {item["name"]: item for item in current_config}
        for name, value in given.items():
            kind = fields.get(name, {}).get("type")
            if value is None or kind == ConfigurationTypeField.OUTPUT:
                continue
            if kind == ConfigurationTypeField.BOOLEAN and isinstance(value, str):
                value = value.lower() == "true"  # noqa: PLW2901
            if name in known:
                known[name]["value"] = value
            elif name in fields:
                current_config.append({"name": name, "value": value})

    @classmethod
    def _described(cls, configuration: Settings) -> Settings:
        """The stored values of known fields, then the defaults of new ones, with their labels."""
        fields = cls.CONFIG_STRUCTURE or {}
        kept = [copy(item) for item in configuration if item["name"] in fields]
        names = {item["name"] for item in kept}
        fresh = [copy(item) for item in cls.DEFAULT_CONFIGURATION if item["name"] not in names]
        items = [*kept, *(item for item in fresh if item["name"] in fields)]
        for item in items:
            item.update(fields[item["name"]])
        return items

    @classmethod
    def get_default_active(cls) -> bool:
        return cls.DEFAULT_ACTIVE

    def is_event_active(self, event: str, channel: str | None = None) -> bool:
        return hasattr(self, event)
