"""Which customers' users Saleor still has: kept by value, so that no foreign key tells (M24)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from saleor.account.models import User

from ...core.wallet import deleted_users
from ...models import Customer

LIMIT = 10_000
"""Customers that one look takes note of; the next one takes the others."""


def deleted(among: range) -> list[int]:
    """Primary keys of the customers whose user is gone, of users with these primary keys."""
    # Saying it of both sides spares PostgreSQL the rest of either table.
    users = User.objects.filter(pk__gte=among.start, pk__lt=among.stop, pk=OuterRef("user_pk"))
    gone = deleted_users.named(among).filter(~Exists(users))
    return list(gone.values_list("pk", flat=True)[:LIMIT])


def present(rows: QuerySet[Customer]) -> list[int]:
    """Primary keys of those whose user is there."""
    users = User.objects.filter(pk=OuterRef("user_pk"))
    return list(rows.filter(Exists(users)).values_list("pk", flat=True)[:LIMIT])
