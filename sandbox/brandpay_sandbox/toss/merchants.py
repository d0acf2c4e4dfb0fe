"""Merchants (MIDs) and their API key pairs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTATION_PAIR = (
    "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq",
    "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R",
)
"""The key pair of Toss's public documentation, known out of the box."""

_CLIENT_KEY = re.compile(r"(test|live)_(g?)ck_\w+", re.ASCII)
SECRET_KEY = re.compile(r"(test|live)_(g?)sk_\w+", re.ASCII)
_M_ID = re.compile(r"[A-Za-z0-9_]{1,14}")


@dataclass(frozen=True, slots=True)
class Merchant:
    """One MID in one environment: what payments and customers belong to."""

    m_id: str
    live: bool


@dataclass(frozen=True, slots=True)
class KeyPair:
    client_key: str
    secret_key: str = field(repr=False)
    merchant: Merchant

    @property
    def widget(self) -> bool:
        """A pair of the payment widget (`gck`, `gsk`), whose sessions are its own."""
        return "_gck_" in self.client_key


class Keys:
    """The known key pairs. A client key may have two secrets: a reissued one and the old one."""

    def __init__(self, pairs: list[KeyPair] | None = None) -> None:
        self._pairs = list(pairs or [])

    def add(self, client_key: str, secret_key: str, m_id: str | None = None) -> KeyPair:
        """Add a pair; ValueError says what is wrong with it."""
        client = _CLIENT_KEY.fullmatch(client_key)
        secret = SECRET_KEY.fullmatch(secret_key)
        if client is None:
            raise ValueError(
                "a client key looks like test_ck_... (or live_ck_, test_gck_, live_gck_)"
            )
        if secret is None:
            raise ValueError(
                "a secret key looks like test_sk_... (or live_sk_, test_gsk_, live_gsk_)"
            )
        if client.groups() != secret.groups():
            raise ValueError("client and secret key are not of one environment and kind")
        if m_id is not None and _M_ID.fullmatch(m_id) is None:
            raise ValueError("mId is 1 to 14 letters, digits or _")
        known = self.by_client_key(client_key)
        if known is not None and m_id not in {None, known.merchant.m_id}:
            raise ValueError(f"this client key belongs to mId {known.merchant.m_id}")
        merchant = Merchant(m_id or _derived_m_id(client_key), client[1] == "live")
        pair = KeyPair(client_key, secret_key, known.merchant if known else merchant)
        owner = self.by_secret_key(secret_key)
        if owner is not None and owner != pair:
            raise ValueError("this secret key belongs to another client key")
        if owner is None:
            self._pairs.append(pair)
        return pair

    def __iter__(self) -> Iterator[KeyPair]:
        return iter(self._pairs)

    def merchants(self) -> list[Merchant]:
        """Each MID once."""
        return list(dict.fromkeys(pair.merchant for pair in self._pairs))

    def by_client_key(self, client_key: str) -> KeyPair | None:
        return next((pair for pair in self._pairs if pair.client_key == client_key), None)

    def by_secret_key(self, secret_key: str) -> KeyPair | None:
        return next((pair for pair in self._pairs if pair.secret_key == secret_key), None)

    def copy(self) -> Keys:
        return Keys(self._pairs)


def known_keys(extra: list[tuple[str, str]] | None = None) -> Keys:
    """The documentation pair and those given on the command line."""
    keys = Keys()
    keys.add(*DOCUMENTATION_PAIR, "tosspayments")
    for client_key, secret_key in extra or []:
        keys.add(client_key, secret_key)
    return keys


def masked(secret: str | None) -> str | None:
    """Enough of a secret to tell two apart: its prefix and last three characters."""
    if not secret:
        return secret
    prefix = re.match(r"[a-z]+_g?sk_", secret)
    return f"{prefix[0] if prefix else ''}…{secret[-3:] if len(secret) > 12 else ''}"


def _derived_m_id(client_key: str) -> str:
    return "m" + hashlib.sha256(client_key.encode()).hexdigest()[:9]
