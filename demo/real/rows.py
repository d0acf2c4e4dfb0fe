"""Rows as a real Saleor writes them, seen from outside: what a table has that it had not."""

from __future__ import annotations

import psycopg
from psycopg import sql

from demo.rows import SHOWN, described

# Table and primary key of each model.
TABLES = {
    "Checkout": ("checkout_checkout", "token"),
    "Payment": ("payment_payment", "id"),
    "Transaction": ("payment_transaction", "id"),
    "TransactionItem": ("payment_transactionitem", "id"),
    "TransactionEvent": ("payment_transactionevent", "id"),
    "Order": ("order_order", "id"),
    "OrderEvent": ("order_orderevent", "id"),
    "Attempt": ("saleor_brandpay_attempt", "id"),
    "Refund": ("saleor_brandpay_refund", "id"),
    "Customer": ("saleor_brandpay_customer", "id"),
}


class TableRows:
    """Looks into the database when it is asked."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: set[tuple[str, str]] = set()

    def watch(self) -> None:
        self.taken()

    def taken(self) -> list[str]:
        with psycopg.connect(self._url) as connection:
            return [text for model in SHOWN for text in self._new(connection, model)]

    def _new(self, connection: psycopg.Connection, model: str) -> list[str]:
        table, key = TABLES[model]
        columns = [key if name == "pk" else name for name in SHOWN[model]]
        rows = connection.execute(
            sql.SQL("select {key}::text, {columns} from {table} order by 1").format(
                key=sql.Identifier(key),
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                table=sql.Identifier(table),
            )
        ).fetchall()
        found = [row for row in rows if (model, row[0]) not in self._known]
        self._known |= {(model, row[0]) for row in found}
        return [described(model, row[1:]) for row in found]
