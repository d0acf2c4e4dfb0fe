"""Moments at which a worker dies or loses its database, and how."""

import importlib
import itertools
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

CLIENT = "saleor_brandpay.api.client:BrandpayClient"
PLUGIN = "saleor_brandpay.plugin:BrandpayPlugin"
COMMIT = "django.db.backends.postgresql.base:DatabaseWrapper._commit"


@dataclass(frozen=True, kw_only=True)
class CrashPoint:
    """What happens before or after the nth call of a method, in whatever thread."""

    place: str
    """`module:Class.method`, or `module:function`."""
    when: str = "after"
    nth: int = 1
    how: str = "kill"
    """`kill`: SIGKILL. `cut`: PostgreSQL ends this thread's connection, the worker lives on."""

    def __str__(self) -> str:
        name = "commit" if self.place == COMMIT else self.place.rpartition(":")[2]
        return f"{self.how} {self.when} {name} {self.nth}"

    def words(self) -> dict[str, Any]:
        return asdict(self)


both = pytest.mark.parametrize("how", ["kill", "cut"])


def each_moment(
    places: list[tuple[str, str]], how: str, suffer: Callable[[CrashPoint], bool]
) -> None:
    """Suffer at the named places, then at every commit of the call until there are no more.

    A lost connection shows at the next statement: after a commit it is as before the next one.
    """
    for place, when in places:
        crash_point = CrashPoint(place=place, when=when, how=how)
        assert suffer(crash_point), f"{crash_point} was never reached"
    for when in ("before", "after") if how == "kill" else ("before",):
        for nth in itertools.count(1):
            if not suffer(CrashPoint(place=COMMIT, when=when, nth=nth, how=how)):
                assert nth > 1
                break


def arm(crash_point: CrashPoint, mark: Path) -> None:
    """Lay the trap in this process; `mark` exists once it has struck."""
    module, _, path = crash_point.place.partition(":")
    owner: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for part in owners:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = _Calls(crash_point.nth)

    def trapped(*args: Any, **kwargs: Any) -> Any:
        due = calls.one_more()
        if due and crash_point.when == "before":
            strike(crash_point.how, mark)
        answer = original(*args, **kwargs)
        if due and crash_point.when == "after":
            strike(crash_point.how, mark)
        return answer

    setattr(owner, name, trapped)


class _Calls:
    def __init__(self, nth: int) -> None:
        self.left = nth
        self.lock = threading.Lock()

    def one_more(self) -> bool:
        with self.lock:
            self.left -= 1
            return self.left == 0


def strike(how: str, mark: Path) -> None:
    mark.touch()
    _HOW[how]()


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _cut() -> None:
    """As when PostgreSQL restarts or a network drops: the next statement fails."""
    import psycopg
    from django.db import connection

    if connection.connection is None:
        return
    pid = connection.connection.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [pid])


_HOW: dict[str, Callable[[], None]] = {"kill": _kill, "cut": _cut}
