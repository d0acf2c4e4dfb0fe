"""Saleor's users and channels, by the names that people give them."""

from __future__ import annotations

import base64

from saleor.account.models import User
from saleor.channel.models import Channel


def channels_by_slug() -> dict[str, int]:
    """Primary keys of all channels."""
    return dict(Channel.objects.order_by("slug").values_list("slug", "pk"))


_GREATEST = 2**31 - 1


def user(name: str) -> int | None:
    """Primary key of the user of an e-mail, a primary key, or an id of the dashboard's address."""
    if "\0" in name:
        return None
    if "@" in name:
        users = User.objects.filter(email__iexact=name)
        # Saleor lets two users differ in the case of their address.
        found = users.filter(email=name).first() or (users.get() if users.count() == 1 else None)
        return int(found.pk) if found else None
    pk = name if name.isascii() and name.isdecimal() else _decoded(name)
    if not pk or int(pk) > _GREATEST:
        return None
    return int(pk) if User.objects.filter(pk=pk).exists() else None


def _decoded(global_id: str) -> str:
    try:
        kind, _, pk = base64.b64decode(global_id, validate=True).decode().partition(":")
    except ValueError:
        return ""
    return pk if kind == "User" and pk.isascii() and pk.isdecimal() else ""
