"""Put the database into a known state before each test, in milliseconds and with real commits.

Tests here commit: workers die, threads race, and the plugin insists on durable transactions.
Django's own flush would cost seconds per test and take away rows that migrations made. Instead the
rows of a state are kept in a schema of its own, and every table is emptied and refilled.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

# Written by migrations only; no test changes them.
FIXED = {"django_migrations", "django_content_type", "permission_permission", "auth_permission"}


class Snapshot:
    """The state of all tables when it was made."""

    def __init__(self, connection: psycopg.Connection, name: str = "snapshot") -> None:
        self.connection = connection
        tables = [
            name
            for (name,) in connection.execute(
                "select tablename from pg_tables where schemaname = 'public' order by 1"
            )
            if name not in FIXED
        ]
        schema = sql.Identifier(name)
        connection.execute(sql.SQL("create schema {}").format(schema))
        statements = [
            sql.SQL("set local session_replication_role = replica"),
            sql.SQL("set local lock_timeout = '15s'"),
        ]
        for table in map(sql.Identifier, tables):
            statements.append(sql.SQL("delete from public.{}").format(table))
            if connection.execute(sql.SQL("select 1 from {} limit 1").format(table)).fetchone():
                connection.execute(
                    sql.SQL("create table {}.{} as table public.{}").format(schema, table, table)
                )
                statements.append(
                    sql.SQL("insert into public.{} select * from {}.{}").format(
                        table, schema, table
                    )
                )
        self.statements = sql.SQL("; ").join(statements).as_string(connection)

    def restore(self) -> None:
        with self.connection.transaction():
            self.connection.execute(self.statements)


class States:
    """Those that tests begin with; each is made once."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._kept: dict[str, Snapshot] = {}

    def begin(self, name: str, make: Callable[[], object]) -> None:
        if name in self._kept:
            self._kept[name].restore()
            return
        make()
        self._kept[name] = Snapshot(self._connection, name)
