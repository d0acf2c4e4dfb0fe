"""Encryption of what we keep, and the MACs of what we hand out."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from ...api.secret import Secret
from ...conf import conf


class Unreadable(Exception):  # noqa: N818
    """A stored secret cannot be decrypted with any of the configured keys."""


class NoSecret(Unreadable):
    """A merchant that never had a secret key."""


def _derived(secret_key: str) -> str:
    digest = hmac.digest(secret_key.encode(), b"saleor_brandpay encryption v1", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()


def keys() -> tuple[str, ...]:
    """Fernet keys in force: the configured ones, else derived from SECRET_KEY."""
    if conf.encryption_keys:
        return conf.encryption_keys
    return _derived_keys()


def _derived_keys() -> tuple[str, ...]:
    fallbacks = getattr(settings, "SECRET_KEY_FALLBACKS", None) or []
    return tuple(_derived(str(key)) for key in (settings.SECRET_KEY, *fallbacks))


@lru_cache(maxsize=8)
def _fernet(of: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in of])


def encrypt(secret: Secret) -> str:
    return _fernet(keys()).encrypt(secret.reveal().encode()).decode()


def decrypt(text: str) -> Secret:
    """Raises Unreadable when no configured key fits."""
    try:
        return Secret(_fernet(keys()).decrypt(text.encode()).decode())
    except InvalidToken:
        raise Unreadable from None


def generation(text: str) -> int | None:
    """Position of the key that a text is encrypted under, 0 for the first; None: of none."""
    for position, key in enumerate(keys()):
        try:
            _fernet((key,)).decrypt(text.encode())
        except InvalidToken:
            continue
        return position
    return None


def reencrypt(text: str) -> str:
    """The same secret under the first key. Raises Unreadable."""
    try:
        return _fernet(keys()).rotate(text.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _mac(key: str, purpose: str, text: str, size: int) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:size]


def mac(purpose: str, text: str, *, size: int = 16) -> str:
    """A MAC of lower-case letters and digits, under the key that encrypts."""
    return _mac(keys()[0], purpose, text, size)


def macs(purpose: str, text: str, *, size: int = 16) -> list[str]:
    """Every MAC that `is_mac` accepts, by the position of its key."""
    return [_mac(key, purpose, text, size) for key in keys()]


def is_mac(candidate: str, purpose: str, text: str, *, size: int = 16) -> bool:
    """Whether any configured key made it."""
    found = False
    for key in keys():
        found |= hmac.compare_digest(_mac(key, purpose, text, size), candidate)
    return found


def fingerprint(secret: Secret) -> str:
    """Tells two secrets apart without keeping them: secret keys have too much entropy to guess."""
    return hashlib.sha256(b"saleor_brandpay fingerprint\0" + secret.reveal().encode()).hexdigest()


def fingerprint_text(text: str) -> str:
    """Names a text shortly; for what is no secret."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
