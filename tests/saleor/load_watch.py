"""PostgreSQL watched during a load run: deadlocks, and how long locks are held and waited for."""

import os
import threading
from dataclasses import dataclass

import psycopg

EVERY = 0.1
"""Seconds between two looks."""
DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"
HOLDING = """select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0)
  from pg_stat_activity a
  where a.datname = current_database() and a.wait_event_type is distinct from 'Lock'
    and exists (select 1 from pg_locks l where l.pid = a.pid and l.granted
      and l.mode = 'RowShareLock' and l.relation = any(%s::regclass[]))"""
WAITING = """select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)
  from pg_locks where not granted"""
TABLES = ["checkout_checkout", "payment_payment", "order_order"]


@dataclass
class Watch:
    """Looks at the server every tenth of a second while the block runs."""

    held: float = 0.0
    """Seconds that a transaction had lived which locks rows of a checkout, payment or order."""
    waited: float = 0.0
    deadlocks: int = 0

    def __enter__(self) -> "Watch":
        self._end = threading.Event()
        self._before = self._ask(DEADLOCKS)
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self.deadlocks = self._ask(DEADLOCKS) - self._before

    def _ask(self, query: str) -> int:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def _look(self) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            while not self._end.wait(EVERY):
                held = connection.execute(HOLDING, [TABLES]).fetchone()
                waited = connection.execute(WAITING).fetchone()
                assert held is not None
                assert waited is not None
                self.held = max(self.held, float(held[0]))
                self.waited = max(self.waited, float(waited[0]))
