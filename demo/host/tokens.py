"""Whose an access token is."""

from __future__ import annotations

from typing import Any

from django.core import signing

from .models import App, User
from .signing import SALT


def caller_of(header: str) -> tuple[Any, Any]:
    """The user and the app of an `Authorization` header; strangers are (None, None)."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() not in {"jwt", "bearer"}:
        return None, None
    try:
        kind, pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None, None
    model = App if kind == "App" else User
    found = model.objects.filter(pk=pk, is_active=True).first()
    return (None, found) if kind == "App" else (found, None)
