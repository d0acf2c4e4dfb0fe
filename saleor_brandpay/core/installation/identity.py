"""The id of this installation: made once, and a part of every order id."""

from __future__ import annotations

import secrets
import string

from ...clock import now
from ...models import Installation

_LETTERS, _SIGNS, _LENGTH = string.ascii_lowercase, string.ascii_lowercase + string.digits, 8


def installation_id() -> str:
    """Lower-case letters and digits; of several installations in one database the last."""
    return current().code


def current() -> Installation:
    """The last one; the first one is made by whoever asks first."""
    return Installation.objects.order_by("number").last() or begin(1)


def begin(number: int, address: str = "") -> Installation:
    """The installation of this number; of several processes that begin it one makes the row."""
    fresh = Installation(number=number, code=_code(), address=address, created_at=now())
    Installation.objects.bulk_create([fresh], ignore_conflicts=True)
    return Installation.objects.get(number=number)


def _code() -> str:
    rest = (secrets.choice(_SIGNS) for _ in range(_LENGTH - 1))
    return secrets.choice(_LETTERS) + "".join(rest)
