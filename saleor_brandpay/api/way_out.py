"""How calls leave for Toss: directly or through a proxy, and whose certificates are believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from saleor_brandpay.api.secret import Secret

_NO_URL = re.compile(r"[^!-~]|\\")
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+:[0-9a-f:.]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class WayOut:
    """Raises ValueError, without what was given, for a proxy that cannot be one."""

    proxy: Secret | None = None
    """`http://proxy.example.com:3128`, or https://, with `user:password@` where it asks for it."""
    ca_bundle: str | None = None
    """Path of the only certificates that are believed, in PEM; None: those of certifi."""

    def __post_init__(self) -> None:
        if self.proxy and not _is_proxy(self.proxy.reveal()):
            raise ValueError(
                "a proxy looks like http://proxy.example.com:3128, with user:password@ before its "
                "name if need be; whatever is not a letter or a digit there is percent-encoded"
            )

    @property
    def proxy_shown(self) -> str:
        """The proxy without credentials; empty if there is none."""
        if not self.proxy:
            return ""
        parts = urlsplit(self.proxy.reveal())
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    rest = parts.path.rstrip("/") + parts.query + parts.fragment
    named = parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.hostname or ""))
    return valid and named and not rest and url.count("@") <= 1 and not _NO_URL.search(url)
