"""What a removal would do, for people to read before they say yes."""

from __future__ import annotations

from dataclasses import dataclass

from ...adapters.configuration import switching
from ...adapters.saleor import app_row
from ...core.retention import sizes
from ...models import Attempt
from ..sizes import megabytes
from . import beat, open_money
from .open_money import Open


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    open: Open | None
    """None: the tables are gone."""
    channels: list[str]
    """In which the plugin is switched on."""
    app: str
    beat: list[str]
    tables: int
    bytes: int
    tables_go: bool


def has_tables() -> bool:
    return Attempt._meta.db_table in {one.table for one in sizes.sizes()}


def plan(*, tables_go: bool) -> Plan:
    found = sizes.sizes()
    return Plan(
        open=open_money.look() if has_tables() else None,
        channels=switching.switched_on(),
        app=app_row.state().value,
        beat=beat.entries(),
        tables=len(found),
        bytes=sizes.total(found),
        tables_go=tables_go,
    )


def lines(of: Plan) -> list[str]:
    said = ["It would"]
    if of.open:
        said += [
            f"  read at Toss and end what is under way: {of.open.moving:,}",
            f"  read at Toss windows that are open: {of.open.windows:,}",
            f"  leave wallets of deleted users that are not closed so far: {of.open.wallets:,}",
        ]
    said += [
        f"  switch the plugin off in the channels: {', '.join(of.channels) or 'none'}",
        f"  take away the App of the Transactions API, which is {of.app}",
        f"  take away entries of Celery's beat: {', '.join(of.beat) or 'none'}",
    ]
    tables = f"{of.tables} tables, {megabytes(of.bytes)}"
    if of.tables_go:
        said.append(f"  drop {tables}, and delete the settings pages with their keys")
    else:
        said.append(f"  leave {tables}, and the settings pages with their keys (--tables)")
    return said
