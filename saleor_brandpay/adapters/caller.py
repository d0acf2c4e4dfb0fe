"""Who has Saleor call our hooks, where it is not a storefront.

Our return endpoint and our workers finish a checkout through Saleor's own functions, which hand on
nothing but the storefront's data. What they know beside it stands here for as long as the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ..core.attempts.seen_payment import SeenPayment


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    opens_windows: bool = True
    """False when nobody is there to open one."""
    is_worker: bool = False
    """A worker of ours has seen that Toss holds the money; nobody has returned from a window."""
    seen: SeenPayment | None = None
    """What the worker has seen."""


STOREFRONT = Caller()
RETURN_ENDPOINT = Caller(opens_windows=False)

_current: ContextVar[Caller] = ContextVar("saleor_brandpay_caller", default=STOREFRONT)


def worker(seen: SeenPayment | None) -> Caller:
    return Caller(opens_windows=False, is_worker=True, seen=seen)


def current() -> Caller:
    return _current.get()


@contextmanager
def calling(caller: Caller) -> Iterator[None]:
    """Hooks that Saleor calls inside of this are called by `caller`."""
    token = _current.set(caller)
    try:
        yield
    finally:
        _current.reset(token)
