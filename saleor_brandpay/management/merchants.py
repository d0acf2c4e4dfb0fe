"""Whom a command asks Toss for: all merchants, one channel's, or one."""

from __future__ import annotations

from ..core.reconcile.same_mid import askable
from ..models import Merchant
from .command import Command, Trouble

NOBODY = (
    "no merchant is known: save the plugin's configuration first (client key and "
    "secret key, on its page in the dashboard)"
)


def named(command: Command, channel: str | None, client_key: str | None) -> list[Merchant] | None:
    """None: all that there are. Raises Trouble."""
    if channel is None and client_key is None:
        return None
    known = askable()
    if client_key is not None:
        known = [one for one in known if one.client_key == client_key]
        if not known:
            listed = ", ".join(one.client_key for one in askable()) or "there are none"
            raise Trouble(f"unknown merchant {client_key!r}; the client keys are: {listed}")
    if channel is not None:
        known = _of_channel(known, command.channel(channel))
        if not known:
            raise Trouble(f"channel {channel!r} has no merchant to ask Toss for")
    return known


def _of_channel(known: list[Merchant], channel_pk: int) -> list[Merchant]:
    from ..adapters.configuration.channels_configured import client_keys  # noqa: PLC0415

    configured = client_keys(channel_pk)
    return [
        one
        for one in known
        if one.client_key in configured or one.attempts.filter(channel_pk=channel_pk).exists()
    ]
