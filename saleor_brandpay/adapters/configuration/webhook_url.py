"""The webhook URL that a merchant registers at Toss: a MAC in its path (M15)."""

from __future__ import annotations

from ...core.merchants import crypto
from ...models import Merchant
from .. import urls
from ..ids import PLUGIN_ID

_PURPOSE, _SIZE = "webhook", 32


def address(channel_slug: str, channel_pk: int, client_key: str) -> str:
    """What the merchant registers in the Developer Center; whoever knows it may send hints."""
    return urls.endpoint_url(channel_slug, f"webhook/{token(channel_pk, client_key)}")


def addresses(channel_slug: str, channel_pk: int, client_key: str) -> list[str]:
    """All that are good, in the order of `crypto.keys`.

    The first is the one that is shown; each other ends when its key is removed.
    """
    tokens = crypto.macs(_PURPOSE, _name(channel_pk, client_key), size=_SIZE)
    return [urls.endpoint_url(channel_slug, f"webhook/{made}") for made in tokens]


def token(channel_pk: int, client_key: str) -> str:
    return crypto.mac(_PURPOSE, _name(channel_pk, client_key), size=_SIZE)


def maker(candidate: str, channel_pk: int, client_key: str) -> str:
    """The name of the encryption key under which we made it; empty when we did not.

    It is good for the configured client key and for those of earlier days.
    """
    if not candidate.isascii():
        return ""
    found = _maker(candidate, channel_pk, client_key) if client_key else ""
    if found:
        return found
    earlier = Merchant.objects.exclude(client_key=client_key).values_list("client_key", flat=True)
    makers = (_maker(candidate, channel_pk, key) for key in earlier)
    return next(filter(None, makers), "")


def _maker(candidate: str, channel_pk: int, client_key: str) -> str:
    return crypto.maker(candidate, _PURPOSE, _name(channel_pk, client_key), size=_SIZE)


def _name(channel_pk: int, client_key: str) -> str:
    return f"{PLUGIN_ID}\0{channel_pk}\0{client_key}"
