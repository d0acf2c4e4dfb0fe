"""Workers that take turns: each a thread with a database connection of its own.

One of them runs at a time, from one point to the next: a point stands before and after each commit
and each call to Toss. Between two points everything is decided by the drawn turns, so that an
example replays. A worker that waits for a lock of PostgreSQL gives its turn away until the lock is
let go; a worker that dies is gone at once, and PostgreSQL rolls its transaction back.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import psycopg
from django.db import connections

from .hosts import Host

_here = threading.local()
LONGEST = 60.0
"""Seconds of real time after which a test is broken, not slow."""


class WorkerDied(BaseException):
    """No `except Exception` catches it, as none survives a SIGKILL."""


def current() -> Actor | None:
    """The worker whose thread this is."""
    return getattr(_here, "actor", None)


@dataclass(eq=False)
class Actor:
    """One request or task on one host; dies at its `dies_at`-th point, or at the one so named."""

    name: str
    host: Host
    work: Callable[[], Any]
    dies_at: int | str | None = None
    patience: str = "50s"
    """How long it waits for a lock where it does not wait for ever."""
    result: Any = None
    error: BaseException | None = None
    dead: str | None = None
    """The point at which it died."""
    points: list[str] = field(default_factory=list)
    done: bool = False
    blocked: bool = False
    gives_way: bool = False
    """It waits for what others do."""
    pid: int = 0
    alone: bool = True
    _go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        Thread.idle().run(self)

    def reached(self, point: str, *, gives_way: bool = False) -> None:
        self.must_live()
        self.gives_way = gives_way
        self.points.append(point)
        if self.dies_at in (len(self.points) - 1, point):
            self.die(point)
        if not self.alone:
            self._wait_for_turn()

    def must_live(self) -> None:
        if self.dead:
            raise WorkerDied(self.dead)

    def die(self, point: str) -> None:
        self.dead = point
        raw = connections["default"].connection
        if raw is not None:
            raw.close()
        raise WorkerDied(point)

    def step(self) -> None:
        """Let it run to its next point."""
        self.arrived.clear()
        self._go.set()

    def _wait_for_turn(self) -> None:
        self.arrived.set()
        if not self._go.wait(LONGEST):
            raise RuntimeError(f"{self.name} was never let go on")
        self._go.clear()

    def live(self) -> None:
        """Its whole life, in the thread that it was given."""
        _here.actor = self
        try:
            database = connections["default"]
            database.ensure_connection()
            self.pid = database.connection.info.backend_pid
            self._wait_for_turn()
            self.result = self.work()
        except WorkerDied:
            pass
        except BaseException as error:  # noqa: BLE001  (handed to the test)
            self.error = error
        finally:
            _here.actor = None
            self.done = True


class Thread:
    """A thread of a host with its connection: it serves one after the other until one dies."""

    _idle: ClassVar[list[Thread]] = []

    def __init__(self) -> None:
        self._next: queue.SimpleQueue[Actor] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    @classmethod
    def idle(cls) -> Thread:
        return cls._idle.pop() if cls._idle else cls()

    def run(self, actor: Actor) -> None:
        self._next.put(actor)

    def _serve(self) -> None:
        dead: str | None = None
        while not dead:
            actor = self._next.get()
            actor.live()
            dead = actor.dead
            if dead or actor.error:
                connections.close_all()
            if not dead:
                self._idle.append(self)
            actor.arrived.set()


@dataclass
class Stage:
    """Gives the turns. `monitor` is a connection of its own that asks who waits for whom."""

    monitor: psycopg.Connection
    playing: Sequence[Actor] = ()
    waits: int = 0
    """How often a worker had to wait for another one's lock."""

    def play(self, actors: Sequence[Actor], turns: Sequence[int] = ()) -> None:
        """The first goes `turns[0]` points, the next `turns[1]`, …; then each goes to its end."""
        self.playing = actors
        for actor in actors:
            actor.alone = len(actors) == 1
            actor.start()
            assert actor.arrived.wait(LONGEST), "no connection to the database"
        index, left = 0, list(turns)
        while not all(actor.done for actor in actors):
            runner = self._runner(actors, index)
            index = actors.index(runner)
            steps = left.pop(0) if left else None
            while steps is None or steps > 0:
                self._step(runner, actors)
                if runner.done or runner.blocked or runner.gives_way:
                    break
                steps = None if steps is None else steps - 1
            index += 1
        for actor in actors:
            actor.host.forget_if(actor.dead)

    def _runner(self, actors: Sequence[Actor], index: int) -> Actor:
        """The next one that can go on, from `index` on."""
        since = time.monotonic()
        while True:
            order = [actors[(index + more) % len(actors)] for more in range(len(actors))]
            for actor in order:
                if not actor.done and not actor.blocked:
                    return actor
            stuck = [actor.name for actor in actors if actor.blocked]
            assert len(stuck) < 2, f"a deadlock: {stuck}"
            # A dead worker's backend lets go of its locks a moment later.
            self._look_again(actors)
            assert time.monotonic() - since < LONGEST, "a deadlock that nobody ends"
            time.sleep(0.01)

    def _step(self, actor: Actor, actors: Sequence[Actor]) -> None:
        actor.step()
        self._settle(actor)
        if actor.done and actor.dead:
            self._wait_until_gone(actor.pid)
        self._look_again(actors)

    def _settle(self, actor: Actor) -> None:
        """Wait until it stands at a point, is done, or waits for a lock."""
        since = time.monotonic()
        pause = 1.0 if actor.alone else 0.004
        while not actor.arrived.wait(pause):
            if not actor.alone and self._is_blocked(actor):
                self.waits += not actor.blocked
                actor.blocked = True
                return
            assert time.monotonic() - since < LONGEST, f"{actor.name} does not come on"
        actor.blocked = False

    def _look_again(self, actors: Sequence[Actor]) -> None:
        """A lock was let go, perhaps: who waited for it runs to its next point first."""
        for actor in actors:
            if actor.blocked and not self._is_blocked(actor):
                self._settle(actor)

    def _is_blocked(self, actor: Actor) -> bool:
        row = self.monitor.execute(
            "select cardinality(pg_blocking_pids(%s)) > 0", [actor.pid]
        ).fetchone()
        return bool(row and row[0]) and not actor.arrived.is_set()

    def _wait_until_gone(self, pid: int) -> None:
        """The connection is closed; its locks are let go a moment later."""
        since = time.monotonic()
        query = "select 1 from pg_stat_activity where pid = %s"
        while self.monitor.execute(query, [pid]).fetchone():
            assert time.monotonic() - since < LONGEST, "the backend of a dead worker lives on"
            time.sleep(0.001)
