"""The settings pages of plugins, and of channels."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from datetime import timedelta
from typing import Any

import graphene

from ..manager import get_plugins_manager
from ..models import Channel as ChannelRow
from ..names import CheckoutErrorCode, ConfigurationTypeField, PluginErrorCode
from .base import Context, Mutation, fault, node, staff_only
from .common import Channel
from .sessions import TransactionFlowStrategyEnum

_SECRET = {ConfigurationTypeField.SECRET, ConfigurationTypeField.SECRET_MULTILINE}


class ConfigurationItem(graphene.ObjectType):
    name = graphene.String(required=True)
    value = graphene.String()
    type = graphene.String()
    help_text = graphene.String()
    label = graphene.String()


class PluginConfiguration(graphene.ObjectType):
    active = graphene.Boolean(required=True)
    channel = graphene.Field(Channel)
    configuration = graphene.List(graphene.NonNull(ConfigurationItem))

    @staticmethod
    def resolve_configuration(root: Any, info: Any) -> list[ConfigurationItem]:
        items = root.resolve_plugin_configuration(info.context.request) or []
        return [
            ConfigurationItem(
                name=item["name"],
                value=item["value"],
                type=item["type"].upper() if item.get("type") else None,
                help_text=item.get("help_text"),
                label=item.get("label"),
            )
            for item in items
        ]


def mask(plugin: Any) -> None:
    """Leave of a secret only its end, and of a password nothing: as Saleor does, before asking."""
    for item in plugin.configuration or ():
        value = item["value"]
        kind = (plugin.CONFIG_STRUCTURE or {}).get(item["name"], {}).get("type")
        if kind == ConfigurationTypeField.PASSWORD:
            item["value"] = "" if value else None
        if kind in _SECRET:
            item["value"] = (value[-4:] if len(value) > 4 else value[-1:]) if value else None


class Plugin(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    description = graphene.String(required=True)
    global_configuration = graphene.Field(PluginConfiguration)
    channel_configurations = graphene.List(graphene.NonNull(PluginConfiguration), required=True)


def found(plugin_id: str) -> Any:
    """The plugin over all channels; None when there is none, or when it is hidden."""
    manager = get_plugins_manager(allow_replica=False)
    plugins = [plugin for plugin in manager.get_all_plugins() if plugin_id == plugin.PLUGIN_ID]
    if not plugins or plugins[0].HIDDEN:
        return None
    for plugin in plugins:
        mask(plugin)
    per_channel = plugins[0].CONFIGURATION_PER_CHANNEL
    return Plugin(
        id=plugin_id,
        name=plugins[0].PLUGIN_NAME,
        description=plugins[0].PLUGIN_DESCRIPTION,
        global_configuration=None if per_channel else plugins[0],
        channel_configurations=plugins if per_channel else [],
    )


class ConfigurationItemInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    value = graphene.String()


class PluginUpdateInput(graphene.InputObjectType):
    active = graphene.Boolean()
    configuration = graphene.List(graphene.NonNull(ConfigurationItemInput))


class PluginUpdate(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        channel_id = graphene.ID()
        input = PluginUpdateInput(required=True)

    plugin = graphene.Field(Plugin)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        staff_only(context)
        slug = None
        if channel_id := data.get("channel_id"):
            slug = node(ChannelRow, channel_id, PluginErrorCode.NOT_FOUND).slug
        manager = context.manager
        plugin = manager.get_plugin(data["id"], slug)
        if plugin is None or plugin.HIDDEN:
            raise fault("id", "Plugin doesn't exist.", PluginErrorCode.NOT_FOUND)
        if plugin in manager.global_plugins and slug:
            text = "Plugin doesn't support configuration per channel."
            raise fault("id", text, PluginErrorCode.INVALID)
        manager.save_plugin_configuration(plugin.PLUGIN_ID, slug, data["input"])
        return {"plugin": found(plugin.PLUGIN_ID)}


class OrderSettingsInput(graphene.InputObjectType):
    allow_unpaid_orders = graphene.Boolean()


class PaymentSettingsInput(graphene.InputObjectType):
    default_transaction_flow_strategy = graphene.Argument(TransactionFlowStrategyEnum)
    release_funds_for_expired_checkouts = graphene.Boolean()
    checkout_ttl_before_releasing_funds = graphene.Int()


class CheckoutSettingsInput(graphene.InputObjectType):
    automatically_complete_fully_paid_checkouts = graphene.Boolean()


class ChannelUpdateInput(graphene.InputObjectType):
    is_active = graphene.Boolean()
    order_settings = OrderSettingsInput()
    payment_settings = PaymentSettingsInput()
    checkout_settings = CheckoutSettingsInput()


class ChannelUpdate(Mutation):
    class Arguments:
        id = graphene.ID(required=True)
        input = ChannelUpdateInput(required=True)

    channel = graphene.Field(Channel)

    @classmethod
    def perform(cls, context: Context, **data: Any) -> dict[str, Any]:
        staff_only(context)
        channel = node(ChannelRow, data["id"], CheckoutErrorCode.NOT_FOUND)
        given = data["input"]
        channel.is_active = given.get("is_active", channel.is_active)
        for group in ("order_settings", "payment_settings", "checkout_settings"):
            for name, value in (given.get(group) or {}).items():
                is_hours = name == "checkout_ttl_before_releasing_funds"
                plain = timedelta(hours=value) if is_hours else getattr(value, "value", value)
                setattr(channel, name, plain)
        channel.save()
        return {"channel": channel}


class Query:
    plugin = graphene.Field(Plugin, id=graphene.ID(required=True))

    @staticmethod
    def resolve_plugin(_root: Any, info: Any, id: str) -> Any:  # noqa: A002
        staff_only(info.context)
        return found(id)
