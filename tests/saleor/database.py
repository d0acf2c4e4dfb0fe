"""One PostgreSQL database per run, copied from a template that is migrated once.

Migrating Saleor takes minutes, copying a migrated database takes a second. There is a template for
each state of Saleor's and of our migrations. When only ours are new it begins as a copy of another
one; a newer Saleor's begins as a copy of an older one's, as a shop that is upgraded does. One
without a comment was left half migrated.
Runs with the checkout's own Python, from inside the checkout, and Django's settings in the
environment:

    python -m tests.saleor.database create NAME     prints the URL of a fresh database
    python -m tests.saleor.database drop NAME
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parents[2]
CHECKOUT = Path.cwd()
SERVER = os.environ.get("SALEOR_DATABASE_URL", "postgres://saleor:saleor@localhost:5432/postgres")
OUR_APPS = {
    "saleor_brandpay": REPOSITORY / "saleor_brandpay/migrations",
    "saleor_brandpay_transactions": REPOSITORY / "saleor_brandpay/transactions/migrations",
}

KEPT = 10
"""Templates of one Saleor: for some branches at work side by side."""


def url_of(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def connect(name: str | None = None) -> psycopg.Connection:
    url = url_of(name) if name else SERVER
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.parent.parent.name}/{path.name}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def names() -> tuple[str, str]:
    """Of this Saleor's templates their beginning, and the one with our present migrations."""
    saleors = fingerprint(list(CHECKOUT.glob("saleor/*/migrations/*.py")))
    ours = fingerprint([path for folder in OUR_APPS.values() for path in folder.glob("*.py")])
    beginning = f"brandpay_template_{saleors}"
    return beginning, f"{beginning}_{ours}"


def migrate(name: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url_of(name)},
        check=True,
        stdout=sys.stderr,
    )


def forget_our_migrations(name: str) -> None:
    with connect(name) as connection:
        if not connection.execute("select to_regclass('django_migrations')").fetchone()[0]:
            return
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
            " and tablename like 'saleor_brandpay%%'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(table)))
        connection.execute("delete from django_migrations where app = any(%s)", [list(OUR_APPS)])


def templates(server: psycopg.Connection, beginning: str) -> list[str]:
    """Finished ones, the newest first."""
    rows = server.execute(
        "select datname from pg_database where starts_with(datname, %s)"
        " and shobj_description(oid, 'pg_database') is not null order by oid desc",
        [beginning],
    )
    return [name for (name,) in rows]


def ancestor(server: psycopg.Connection) -> str:
    """The finished template with most of this Saleor's migrations and none that it lacks."""
    here = {(path.parts[-3], path.stem) for path in CHECKOUT.glob("saleor/*/migrations/*.py")}
    apps = {app for app, _ in here}
    best = "template1", 0
    for name in templates(server, "brandpay_template_"):
        with connect(name) as connection:
            rows = connection.execute("select app, name from django_migrations").fetchall()
        applied = {row for row in rows if row[0] in apps}
        if applied <= here:
            best = max(best, (name, len(applied)), key=lambda found: found[1])
    return best[0]


def template(server: psycopg.Connection) -> str:
    """Name of a database that is migrated to this Saleor and to our present migrations."""
    beginning, name = names()
    siblings = templates(server, beginning)
    if name in siblings:
        return name
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    if siblings:
        source = siblings[0]
    else:
        print(f"Migrating a template database for {CHECKOUT} (minutes, once)", file=sys.stderr)
        source = ancestor(server)
        hold(server, source)
    copy(server, source, name)
    forget_our_migrations(name)
    migrate(name)
    server.execute(
        sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal("ready"))
    )
    for old in siblings[KEPT - 1 :]:
        drop(old)
    return name


def hold(server: psycopg.Connection, name: str) -> None:
    """Until this connection ends: another run waits instead of migrating the same template."""
    server.execute("select pg_advisory_lock(hashtext(%s))", [name])


def copy(server: psycopg.Connection, source: str, name: str) -> None:
    server.execute(
        sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(source)
        )
    )
    # Commits need not reach the disk: nothing here outlives the run.
    server.execute(
        sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name))
    )


def create(name: str) -> str:
    with connect() as server:
        hold(server, names()[0])
        drop_orphans(server)
        copy(server, template(server), name)
    return url_of(name)


def drop_orphans(server: psycopg.Connection) -> None:
    """Databases of runs that were killed: nobody uses them, and the process named last is gone."""
    names = server.execute(
        "select datname from pg_database where datname ~ '^brandpay_run_.*_[0-9]+$'"
        " and datname not in (select datname from pg_stat_activity where datname is not null)"
    ).fetchall()
    for (name,) in names:
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            drop(name)


def drop(name: str) -> None:
    with connect() as server:
        server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )


if __name__ == "__main__":
    action, database = sys.argv[1:]
    if action == "create":
        print(create(database))
    else:
        drop(database)
