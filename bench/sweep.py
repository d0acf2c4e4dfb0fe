"""How many attempts a sweep works on in a second, each call to the sandbox taking 50 ms at least.

The mini host's database has as many windows that nobody paid in, most of what a sweep sees: each
costs one call and is closed. By as many threads as a worker may have, beside one, in turns.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from .figures import Figure, Say, Taken, beside
from .mini_host import sandbox, set_up

TOSS = 0.05
"""Seconds that a call takes."""


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    set_up()
    from saleor_brandpay.conf import conf

    from .filling import fill

    size, taken = options.attempts, {1: Taken(), conf.WORKER_CALLS: Taken()}
    with sandbox() as url:
        os.environ["BRANDPAY_API_URL"] = url
        fill(size, url)
        calls = slow_toss()
        for number in range(options.rounds):
            say(f"{size} attempts, round {number + 1}")
            for threads, one in taken.items():
                calls.clear()
                sweep(size, threads, one)
                assert len(calls) == size, f"{len(calls)} calls to Toss"
    many = taken[conf.WORKER_CALLS]
    yield beside(
        "sweep",
        f"an attempt, {conf.WORKER_CALLS} threads",
        many,
        "one thread",
        taken[1],
        count=size,
        note=f"{size / many.seconds:.0f} a second (budget 20), Toss takes 50 ms",
    )


def slow_toss() -> list[None]:
    """Has one more in it after each call of a worker."""
    from saleor_brandpay.api import caller

    get, calls = caller.Caller.get, list[None]()

    def slowly(self: Any, *args: Any, **values: Any) -> Any:
        calls.append(None)
        time.sleep(TOSS)
        return get(self, *args, **values)

    caller.Caller.get = slowly  # type: ignore[method-assign]
    return calls


def sweep(size: int, threads: int, taken: Taken) -> None:
    """One sweep by so many threads."""
    from django.db.models import CharField, Value
    from django.db.models.functions import Concat

    from saleor_brandpay.clock import now
    from saleor_brandpay.models import Attempt, AttemptStatus
    from saleor_brandpay.sweep import sweep_here

    old = now() - 2 * Attempt.WINDOW_ENDS
    Attempt.objects.update(
        status=AttemptStatus.OPEN,
        order_id=Concat(Value("nobody-"), "pk", output_field=CharField()),
        payment_key="",
        approved_at=None,
        balance=0,
        opened_at=old,
        due_at=now(),
        looks=0,
    )
    os.environ["BRANDPAY_WORKER_CALLS"] = str(threads)
    with taken.round():
        swept = sweep_here(lambda _: None)
    assert swept.payments == size, swept
    assert swept.agrees, swept
