"""Much of the same by several threads, each with database connections of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
R = TypeVar("R")


def each(work: Callable[[T], R], items: Iterable[T], threads: int) -> Iterator[R]:
    """What `work`, which raises nothing, makes of each item, in the order in which it is done.

    `items` is asked by the threads, one at a time, when one of them is free. Whoever stops asking
    for results stops the rest: what is begun is ended, nothing else is begun.
    """
    waiting, lock = iter(items), threading.Lock()
    stopped = threading.Event()
    done: SimpleQueue[R | _End] = SimpleQueue()

    def take() -> T | _End:
        with lock:
            return _END if stopped.is_set() else next(waiting, _END)

    def run() -> None:
        end = _END
        try:
            while not isinstance(item := take(), _End):
                done.put(work(item))
        except Exception as error:  # noqa: BLE001 - it is raised where the results are asked for
            end = _End(error)
        finally:
            try:
                connections.close_all()
            finally:
                done.put(end)

    started: list[threading.Thread] = []
    try:
        for _ in range(threads):
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
            started.append(thread)
        left = threads
        while left:
            result = done.get()
            if not isinstance(result, _End):
                yield result
            elif result.error is not None:
                raise result.error
            else:
                left -= 1
    finally:
        stopped.set()
        for thread in started:
            thread.join()


class _End:
    """A thread has nothing more to do."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


_END = _End()
