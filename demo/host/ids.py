"""Global ids, as GraphQL shows them."""

from __future__ import annotations

from typing import Any

from graphql_relay import from_global_id as _read
from graphql_relay import to_global_id

__all__ = ["pk_of", "to_global_id"]


def pk_of(global_id: str, kind: str) -> Any:
    """The primary key in an id of that type; None when it is no such id."""
    try:
        found = _read(global_id)
    except (UnicodeDecodeError, ValueError):
        return None
    return found.id if found.type == kind else None
