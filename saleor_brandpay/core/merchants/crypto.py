"""Encryption of what we keep, and the MACs of what we hand out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from ...api.secret import Secret
from ...conf import conf


class Unreadable(Exception):  # noqa: N818
    """Kept under a key that this process does not have; another process may have it (M20)."""


class NoSecret(Unreadable):
    """A merchant none of whose secret keys Toss has accepted."""


class BadKeys(Unreadable):
    """BRANDPAY_ENCRYPTION_KEYS holds something else than Fernet keys: nothing is read or kept."""


def _derived(secret_key: str) -> str:
    digest = hmac.digest(secret_key.encode(), b"saleor_brandpay encryption v1", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()


def configured_keys() -> tuple[str, ...]:
    """Those of BRANDPAY_ENCRYPTION_KEYS, each once. Raises BadKeys."""
    found = tuple(dict.fromkeys(conf.encryption_keys))
    _fernets(found)
    return found


def keys() -> tuple[str, ...]:
    """Keys that this process reads with; the first one is the only one that it writes with.

    The keys derived from SECRET_KEY come last and stay for ever: what they wrote before there
    were configured ones stays readable, and so does the webhook URL at Toss (M15, M20).
    """
    return tuple(dict.fromkeys((*configured_keys(), *derived_keys())))


def derived_keys() -> tuple[str, ...]:
    fallbacks = getattr(settings, "SECRET_KEY_FALLBACKS", None) or []
    return tuple(_derived(str(key)) for key in (settings.SECRET_KEY, *fallbacks))


@lru_cache(maxsize=32)
def _fernets(of: tuple[str, ...]) -> dict[str, Fernet]:
    """By their names, in the order of the keys."""
    if not all(map(is_key, of)):
        raise BadKeys("BRANDPAY_ENCRYPTION_KEYS holds something else than Fernet keys")
    return {key_name(key): Fernet(key) for key in of}


_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}=")


def is_key(text: str) -> bool:
    """Whether it is a Fernet key. Fernet itself overlooks what stands behind one."""
    return _FORM.fullmatch(text) is not None


NAME_LENGTH: Final = 8


@lru_cache(maxsize=64)
def key_name(key: str) -> str:
    """What a key is called in tables, logs and reports: says nothing of the key itself."""
    named = hashlib.sha256(b"saleor_brandpay key name\0" + key.encode())
    return named.hexdigest()[:NAME_LENGTH]


def key_names() -> tuple[str, ...]:
    """Of `keys`, in their order."""
    return tuple(_fernets(keys()))


MARK: Final = "$"
"""Between the name of the key and what it encrypted: one look tells whose turn it is."""


def kept_under(text: str) -> str:
    """The name of the key that a text was encrypted under."""
    return text.partition(MARK)[0]


def encrypt(secret: Secret) -> str:
    name, fernet = next(iter(_fernets(keys()).items()))
    return name + MARK + fernet.encrypt(secret.reveal().encode()).decode()


def decrypt(text: str) -> Secret:
    """Raises Unreadable when this process does not have its key."""
    name, _, token = text.partition(MARK)
    fernet = _fernets(keys()).get(name)
    if fernet is None:
        raise Unreadable(
            f"kept under the key {name[:NAME_LENGTH]!r}, which this process does not have"
        )
    try:
        return Secret(fernet.decrypt(token.encode()).decode())
    except InvalidToken:
        raise Unreadable("it is damaged") from None


def is_current(text: str) -> bool:
    """Whether it is under the key that this process writes with."""
    return kept_under(text) == key_names()[0]


def is_readable(text: str) -> bool:
    try:
        decrypt(text)
    except Unreadable:
        return False
    return True


def reencrypt(text: str) -> str:
    """The same secret under the first key. Raises Unreadable."""
    return encrypt(decrypt(text))


def _mac(key: str, purpose: str, text: str, size: int) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:size]


def mac(purpose: str, text: str, *, size: int = 16) -> str:
    """A MAC of lower-case letters and digits, under the key that encrypts."""
    return _mac(keys()[0], purpose, text, size)


def macs(purpose: str, text: str, *, size: int = 16) -> list[str]:
    """Every MAC that is accepted, in the order of `keys`."""
    return [_mac(key, purpose, text, size) for key in keys()]


def maker(candidate: str, purpose: str, text: str, *, size: int = 16) -> str:
    """The name of the key that made it; empty when none of `keys` did."""
    found = ""
    for key in keys():
        if hmac.compare_digest(_mac(key, purpose, text, size), candidate):
            found = key_name(key)
    return found


def fingerprint(secret: Secret) -> str:
    """Tells two secrets apart without keeping them: secret keys have too much entropy to guess."""
    return hashlib.sha256(b"saleor_brandpay fingerprint\0" + secret.reveal().encode()).hexdigest()


def fingerprint_text(text: str) -> str:
    """Names a text shortly; for what is no secret."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
