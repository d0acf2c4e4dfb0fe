"""Order ids: random, and naming the installation that made them (M4, M19)."""

from __future__ import annotations

import base64
import re
import secrets

_PATTERN = re.compile(r"([a-z][a-z0-9]{7})-[a-z2-7]{26}")
"""Within Toss's 6 to 64 characters. What it pays stands in our row, and nowhere else."""


def make(installation: str) -> str:
    """A new one; nobody can guess it, and no database gives it out again."""
    random = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return f"{installation}-{random}"


def installation_of(order_id: str) -> str | None:
    """Which installation made it; None when it has not our form."""
    match = _PATTERN.fullmatch(order_id)
    return match[1] if match else None
