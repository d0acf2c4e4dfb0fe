"""Put the database back after each test, in milliseconds and with real commits.

Tests here commit: workers die, threads race, and the plugin insists on durable transactions.
Django's own flush would cost seconds per test and take away rows that migrations made. Instead the
rows of the fresh shop are kept in a schema of their own, and every table is emptied and refilled.
"""

import psycopg
from psycopg import sql

# Written by migrations only; no test changes them.
FIXED = {"django_migrations", "django_content_type", "permission_permission", "auth_permission"}


class Snapshot:
    """The state of all tables when it was made."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        tables = [
            name
            for (name,) in connection.execute(
                "select tablename from pg_tables where schemaname = 'public' order by 1"
            )
            if name not in FIXED
        ]
        connection.execute("create schema snapshot")
        statements = [
            sql.SQL("set local session_replication_role = replica"),
            sql.SQL("set local lock_timeout = '15s'"),
        ]
        for table in map(sql.Identifier, tables):
            statements.append(sql.SQL("delete from public.{}").format(table))
            if connection.execute(sql.SQL("select 1 from {} limit 1").format(table)).fetchone():
                connection.execute(
                    sql.SQL("create table snapshot.{} as table public.{}").format(table, table)
                )
                statements.append(
                    sql.SQL("insert into public.{} select * from snapshot.{}").format(table, table)
                )
        self.statements = sql.SQL("; ").join(statements).as_string(connection)

    def restore(self) -> None:
        with self.connection.transaction():
            self.connection.execute(self.statements)
