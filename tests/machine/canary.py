"""No planted secret anywhere outside the columns that the design names."""

from __future__ import annotations

from typing import Any

from django.db import connection

from .world import PAIRS, World

MAY_HOLD_SECRET_KEYS = {"mini_host_pluginconfiguration"}
"""Saleor's own plugin configuration; ours holds them encrypted."""
MAY_HOLD_CUSTOMER_KEYS = {"saleor_brandpay_customer", "mini_host_transaction"}
"""Our table, and the confirmation data that is handed to its owner."""


def check(world: World) -> None:
    keys = [secret for _, secret, _ in PAIRS]
    customers = _customer_keys()
    wrong = []
    for table, text in _tables():
        wrong += [f"{_short(token)} in {table}" for token in world.planted if token in text]
        if table not in MAY_HOLD_SECRET_KEYS:
            wrong += [f"{_short(key)} in {table}" for key in keys if key in text]
        if table not in MAY_HOLD_CUSTOMER_KEYS:
            wrong += [f"a customer key in {table}" for key in customers if key in text]
    logged = "\n".join(world.diary.lines)
    for secret in [*keys, *customers, *world.planted]:
        if secret in logged:
            wrong.append(f"{_short(secret)} in the log")
    assert not wrong, "\n".join(wrong)


def _customer_keys() -> list[str]:
    from saleor_brandpay.models import Customer

    return list(Customer.objects.values_list("customer_key", flat=True))


def _tables() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        found: list[tuple[str, str]] = []
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{name}\" t")
            row: Any = cursor.fetchone()
            found.append((name, row[0]))
    return found


def _short(secret: str) -> str:
    return f"{secret[:7]}…{secret[-3:]}"
