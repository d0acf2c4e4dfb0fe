"""Addresses of the shop: the plugin's own, and those a buyer may be sent to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import graphene
from django.core.exceptions import ValidationError
from django.urls import reverse
from saleor.core.utils import build_absolute_uri
from saleor.core.utils.url import validate_storefront_url

from ..models import PaymentReference
from .ids import PLUGIN_ID


def endpoint_url(channel_slug: str, path: str) -> str:
    """The absolute address of one of the plugin's own endpoints."""
    base = reverse(
        "plugins-per-channel",
        kwargs={"plugin_id": PLUGIN_ID, "channel_slug": channel_slug},
    )
    return str(build_absolute_uri(base)) + path


_RESERVED = "%!$&'()*+,/:;=?@~"
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TRANSACTION = re.compile(r"\{transaction\}|%7Btransaction%7D", re.IGNORECASE)


def storefront_url(typed: str) -> str | None:
    """The address to which a buyer is sent, as a browser spells it; None if he may not be.

    Toss's window refuses a blank, and a browser reads some signs otherwise than Saleor does: what
    ALLOWED_CLIENT_HOSTS has let pass is handed out with nothing in it that can be read in two ways.
    """
    try:
        url = _spelled_out(typed.strip(" "))
        validate_storefront_url(url)
    except (ValidationError, ValueError):
        return None
    return url


def _spelled_out(typed: str) -> str:
    """Blanks, Korean and stray signs percent-encoded, the host in ASCII. Raises ValueError."""
    parts = urlsplit(typed)
    if _CONTROL.search(typed) or parts.scheme not in ("https", "http"):
        raise ValueError("no address of a page")
    host = _ascii_host(parts.netloc)
    path, query, fragment = map(_encoded, (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _ascii_host(netloc: str) -> str:
    name, mark, port = netloc.partition(":") if "[" not in netloc else (netloc, "", "")
    host = (name if name.isascii() else name.encode("idna").decode()) + mark + port
    _ = urlsplit(f"//{host}").port
    if not _HOST.fullmatch(host):
        raise ValueError("no host, or one with a user's name")
    return host


def _encoded(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_RESERVED)


def with_query(url: str, parameters: dict[str, str]) -> str:
    """Parameters stand before the fragment: a page finds them in `location.search`.

    UNCERTAIN: where the window puts its own, beside a query or a fragment; whether it takes
    Korean.
    """
    address, mark, fragment = url.partition("#")
    joint = "&" if "?" in address else "?"
    return address + joint + urlencode(parameters) + mark + fragment


def return_url(typed: str, reference: PaymentReference) -> str | None:
    """Where this buyer comes back to.

    A return URL is told before its transaction exists: `{transaction}` in it stands for the id.
    """
    token = reference.transaction_token
    if token is not None:
        name = quote(graphene.Node.to_global_id("TransactionItem", token), safe="")
        typed = _TRANSACTION.sub(name, typed)
    return storefront_url(typed)
