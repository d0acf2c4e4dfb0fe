"""One PostgreSQL database per run, copied from a template that is migrated once.

Migrating Saleor takes minutes, copying a migrated database takes a second. The template's comment
says what it was migrated with; when only our migrations changed, only they are run again. A newer
Saleor starts with the template of an older one, as a shop that is upgraded does.
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


def template_name() -> str:
    return f"brandpay_template_{fingerprint(list(CHECKOUT.glob('saleor/*/migrations/*.py')))}"


def our_fingerprint() -> str:
    return fingerprint([path for folder in OUR_APPS.values() for path in folder.glob("*.py")])


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


def ancestor(server: psycopg.Connection) -> str:
    """The finished template with most of this Saleor's migrations and none that it lacks."""
    here = {(path.parts[-3], path.stem) for path in CHECKOUT.glob("saleor/*/migrations/*.py")}
    apps = {app for app, _ in here}
    names = server.execute(
        "select datname from pg_database where datname like 'brandpay\\_template\\_%'"
        " and shobj_description(oid, 'pg_database') is not null"
    ).fetchall()
    best = "template1", 0
    for (name,) in names:
        with connect(name) as connection:
            rows = connection.execute("select app, name from django_migrations").fetchall()
        applied = {row for row in rows if row[0] in apps}
        if applied <= here:
            best = max(best, (name, len(applied)), key=lambda found: found[1])
    return best[0]


def template(server: psycopg.Connection) -> str:
    """Name of a database that is migrated to this Saleor and to our present migrations."""
    name, ours = template_name(), our_fingerprint()
    row = server.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
    ).fetchone()
    if row and row[0] == ours:
        return name
    identifier = sql.Identifier(name)
    # A template without its comment was left half migrated.
    if row and row[0] is None:
        server.execute(sql.SQL("drop database {} with (force)").format(identifier))
        row = None
    if row is None:
        print(f"Migrating a template database for {CHECKOUT} (minutes, once)", file=sys.stderr)
        older = ancestor(server)
        hold(server, older)
        copy(server, older, name)
    forget_our_migrations(name)
    migrate(name)
    server.execute(sql.SQL("comment on database {} is {}").format(identifier, sql.Literal(ours)))
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
        hold(server, template_name())
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
