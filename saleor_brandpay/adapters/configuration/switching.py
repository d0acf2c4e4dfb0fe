"""The plugin's rows in Saleor's configuration, switched off or deleted by a command."""

from __future__ import annotations

from saleor.plugins.models import PluginConfiguration

from ..ids import COMPANION_ID, PLUGIN_ID


def switched_on() -> list[str]:
    """Slugs of the channels in which the plugin is active."""
    rows = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, active=True)
    return sorted(slug for slug in rows.values_list("channel__slug", flat=True) if slug)


def switch_off() -> None:
    """In every channel: no window opens any more, and none that is open can be confirmed."""
    PluginConfiguration.objects.filter(identifier=PLUGIN_ID, active=True).update(active=False)


def delete() -> None:
    """With the keys that stand in them."""
    PluginConfiguration.objects.filter(identifier__in=(PLUGIN_ID, COMPANION_ID)).delete()
