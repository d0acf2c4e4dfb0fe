"""Payment passwords: six digits, kept only as a salted hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TypeGuard

ROUNDS = 20_000
MAXIMUM_TRIES = 5
"""UNCERTAIN: how often Toss lets a buyer try; then INVALID_PASSWORD goes to failUrl."""
_SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)


def is_password(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _SIX_DIGITS.fullmatch(value) is not None


def hashed(password: str) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}${_derived(password, salt)}"


def matches(password: str, kept: str) -> bool:
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(digest, _derived(password, salt))


def _derived(password: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS).hex()
