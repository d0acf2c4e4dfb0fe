"""How large our tables are, with their indexes, as PostgreSQL has them on its disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    table: str
    rows: int
    """As PostgreSQL estimates them."""
    table_bytes: int
    index_bytes: int

    @property
    def bytes(self) -> int:
        return self.table_bytes + self.index_bytes


def tables() -> list[str]:
    """Names of all of our tables."""
    return [model._meta.db_table for model in apps.get_app_config("saleor_brandpay").get_models()]


def sizes() -> list[Size]:
    """The largest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, greatest(reltuples, 0)::bigint, pg_table_size(oid),"
            " pg_indexes_size(oid) from pg_class where relkind = 'r' and oid = any("
            " select to_regclass(quote_ident(name)) from unnest(%s::text[]) as name)",
            [tables()],
        )
        found = [
            Size(table=name, rows=rows, table_bytes=table, index_bytes=indexes)
            for name, rows, table, indexes in cursor.fetchall()
        ]
    return sorted(found, key=lambda one: -one.bytes)


def total(of: Iterable[Size]) -> int:
    return sum(one.bytes for one in of)
