"""Looks at the order in which transactions take locks of rows (M13), on the connections themselves.

A deadlock is luck; the order that makes it possible is in every run.
"""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

ORDER = ("checkout", "payment", "order", "transactionitem", "ours")
_TABLES = {"checkout_checkout", "payment_payment", "order_order", "payment_transactionitem"}
_TABLES |= {f"mini_host_{name}" for name in ORDER}
_WRITTEN = re.compile(r'\s*(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"')
_LOCKED = re.compile(r'\s*SELECT .*? FROM "(\w+)".* FOR (?:NO KEY )?UPDATE(?: OF (.*))?', re.DOTALL)


@dataclass
class LockOrder:
    """What was locked in which order, by each transaction that has locked anything of these."""

    wrong: list[str] = field(default_factory=list)
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def note(self, connection: Any, sql: str, rows: int) -> None:
        if not connection.in_atomic_block:
            return  # a transaction of its own
        held: dict[str, str | None] = connection.__dict__.setdefault("locked_tables", {})
        for name in filter(None, map(name_of, tables(sql) if rows else ())):
            if name in held:
                continue
            if sql.lstrip().startswith("INSERT"):
                if name != "ours":
                    held[name] = None  # rows made just now are nobody else's
                continue
            where = _where()
            waits = [one for one, place in held.items() if place is not None]
            before = [one for one in waits if ORDER.index(one) > ORDER.index(name)]
            if name == "order" and "payment" in held:
                # orderRefund locks the Payment, calls us and writes the order: whoever wants our
                # rows of that Payment waits for the Payment first.
                before = [one for one in before if one != "ours"]
            # Saleor's own order is Saleor's own affair.
            if before and (where or any(held[one] for one in before)):
                told = ", ".join(f"{one} ({held[one]})" for one in before)
                self.wrong.append(f"{name} ({where}) after {told}")
            held[name] = where
            if waits:
                self.seen.append((*waits, name))


def tables(sql: str) -> list[str]:
    """Whose rows a statement locks."""
    if written := _WRITTEN.match(sql):
        return [written[1]]
    locked = _LOCKED.match(sql)
    if locked is None:
        return []
    return re.findall(r'"(\w+)"', locked[2] or "") or [locked[1]]


def name_of(table: str) -> str | None:
    """Its name in the order; None for a table that has no place there."""
    if table.startswith("saleor_brandpay_"):
        return "ours"
    return table.rpartition("_")[2] if table in _TABLES else None


def _where() -> str:
    """Our functions that lead there, the innermost first; empty when Saleor does it by itself."""
    frames = traceback.extract_stack()
    ours = [one.name for one in frames if "/saleor_brandpay/" in one.filename]
    return " < ".join(reversed(ours[-4:]))


@contextmanager
def watching() -> Iterator[LockOrder]:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    order = LockOrder()

    def noted(original: Any) -> Any:
        def execute(cursor: Any, sql: Any, params: Any, *ignored: Any) -> Any:
            answer = original(cursor, sql, params, *ignored)
            order.note(cursor.db, str(sql), cursor.cursor.rowcount)
            return answer

        return execute

    def ended(original: Any) -> Any:
        def end(connection: Any) -> Any:
            connection.locked_tables = {}
            return original(connection)

        return end

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "_execute", noted(CursorWrapper._execute))
        for name in ("_commit", "_rollback"):
            original = getattr(BaseDatabaseWrapper, name)
            patch.setattr(BaseDatabaseWrapper, name, ended(original))
        yield order


@pytest.fixture
def lock_order() -> Iterator[LockOrder]:
    """The test, its server and its workers keep to one order of locks."""
    with watching() as order:
        yield order
    assert not order.wrong, "\n".join(order.wrong)
