"""The id of this installation: made once, and a part of every order id."""

from __future__ import annotations

import secrets
import string

from ...clock import now
from ...models import Installation
from . import database, place

_LETTERS, _SIGNS, _LENGTH = string.ascii_lowercase, string.ascii_lowercase + string.digits, 8


def installation_id() -> str:
    """Lower-case letters and digits; of several installations in one database the last."""
    return current().code


def current() -> Installation:
    """The last one; the first one is made by whoever asks first."""
    return Installation.objects.order_by("number").last() or begin(1)


def begin(number: int) -> Installation:
    """The installation of this number; of several processes that begin it one makes the row."""
    here, at = place.here(), now()
    fresh = Installation(
        number=number,
        code=_code(),
        address=here.address or "",
        name=here.name,
        named_at=at if here.name else None,
        database=database.identity(),
        served_at=at if here.serves and here.address else None,
        created_at=at,
    )
    Installation.objects.bulk_create([fresh], ignore_conflicts=True)
    return Installation.objects.get(number=number)


def _code() -> str:
    rest = (secrets.choice(_SIGNS) for _ in range(_LENGTH - 1))
    return secrets.choice(_LETTERS) + "".join(rest)
