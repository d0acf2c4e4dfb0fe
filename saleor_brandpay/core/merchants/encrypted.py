"""Where encrypted values are, and how many are kept under which key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import CharField, Count, F, Func, Q, Value

from ...models import Customer, Event, MerchantSecret
from .crypto import MARK, NAME_LENGTH


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """A table with encrypted columns."""

    model: type[models.Model]
    columns: dict[str, str]
    """Field names, and what people call their values."""

    def rows(self) -> models.QuerySet[Any]:
        filled = Q()
        for name in self.columns:
            filled |= ~Q(**{name: ""})
        return self.model._default_manager.filter(filled).order_by("pk")


STORES: Final = (
    Store(model=MerchantSecret, columns={"ciphertext": "secret keys"}),
    Store(
        model=Customer,
        columns={"access_token": "access tokens", "refresh_token": "refresh tokens"},
    ),
    Store(model=Event, columns={"body": "webhook events"}),
)


DAMAGED: Final = "damaged"
"""In place of a key's name, where there is none."""


def kept_under() -> dict[str, Counter[str]]:
    """By kind, as people call it: how many values are kept under each key, by the key's name."""
    return {
        kind: _by_key(store.model, column)
        for store in STORES
        for column, kind in store.columns.items()
    }


def _by_key(model: type[models.Model], column: str) -> Counter[str]:
    name = Func(F(column), Value(MARK), Value(1), function="SPLIT_PART", output_field=CharField())
    rows = model._default_manager.exclude(**{column: ""}).order_by()
    found: Counter[str] = Counter()
    for key, count in rows.values_list(name).annotate(Count("pk")):
        found[key if len(key) == NAME_LENGTH else DAMAGED] += count
    return found
