"""Death among the servers of a load run: processes killed, connections to PostgreSQL cut."""

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from .graphql import Api

APPLICATION = "brandpay-load"
"""What the servers call themselves at PostgreSQL (PGAPPNAME)."""
CUT = """select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = %s and datname = current_database()
    and state in ('active', 'idle in transaction')
  order by xact_start nulls last limit 1"""


@dataclass
class Death:
    """Comes every second or so, until `leave`."""

    chance: random.Random
    parents: list[int]
    """Processes whose children die; they have others in their place at once."""
    met: Counter[str] = field(default_factory=Counter)
    _end: threading.Event = field(default_factory=threading.Event)

    def work(self, guarded: Callable[[Callable[[], None]], Any]) -> None:
        while not self._end.wait(self.chance.uniform(0.3, 2)):
            guarded(self._strike)

    def leave(self) -> None:
        self._end.set()

    def _strike(self) -> None:
        if self.chance.random() < 0.5:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                cut = connection.execute(CUT, [APPLICATION]).fetchone()
            self.met["connections cut"] += bool(cut)
            return
        parent = self.chance.choice(self.parents)
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            os.kill(int(self.chance.choice(children)), signal.SIGKILL)
            self.met["processes killed"] += 1


class StubbornApi(Api):
    """A caller who asks again when the server has died on him; the last answer is judged."""

    TRIES = 12
    PATIENCE = 0.25
    """Seconds until a page is reloaded."""

    def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        for _ in range(self.TRIES - 1):
            try:
                return super().__call__(query, **variables)
            except (OSError, http.client.HTTPException, AssertionError):
                time.sleep(self.PATIENCE)
        return super().__call__(query, **variables)
