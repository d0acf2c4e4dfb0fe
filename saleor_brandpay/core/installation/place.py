"""What this very process knows of the shop: its public address, its name, whether it serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ...conf import conf

_PLAIN = (None, 80, 443)
"""A shop that begins to use https is where it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    address: str | None
    """None: this process does not know it (a worker without PUBLIC_URL)."""
    name: str
    serves: bool
    """It answers requests: what it says of the address is written down for the others."""


class _Process:
    serves = False
    ask: Callable[[bool], str | None] = staticmethod(lambda _: None)


def told_by(ask: Callable[[bool], str | None]) -> None:
    """Who knows the public address: called with whether this process serves; None if unknown."""
    _Process.ask = staticmethod(ask)


def serves(*_: object, **__: object) -> None:
    """This process has begun to answer requests."""
    _Process.serves = True


def is_named() -> bool:
    """Whether the address is this process's own, by PUBLIC_URL, and not one of the database's."""
    return bool(_Process.ask(False))


def here() -> Place:
    return Place(address=_address(), name=conf.installation, serves=_Process.serves)


def _address() -> str | None:
    url = _Process.ask(_Process.serves)
    try:
        return host_of(url) if url else None
    except ValueError:
        return None  # the site's domain is no address: nobody could be sent to it


def host_of(url: str) -> str:
    """Host and port, as one compares them: no scheme, no path, no port that goes without saying.

    Raises ValueError.
    """
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = (parts.hostname or "").rstrip(".")
    if not host or any(sign.isspace() for sign in host):
        raise ValueError(f"no address: {url!r}")
    return host if parts.port in _PLAIN else f"{host}:{parts.port}"
