"""For whom Toss is asked, and what is one piece of work: so the limits are shared out (M21)."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Caller(Enum):
    BUYER = "buyers"
    """Somebody waits for the answer: a buyer, staff."""
    VISITOR = "visitors"
    """Nobody knows who, or staff who only look: half of the buyers' permits at most, so that they
    never take them all."""
    WORKER = "workers"


asked_by: ContextVar[Caller] = ContextVar("brandpay_caller", default=Caller.BUYER)


@contextmanager
def called_by(caller: Caller) -> Iterator[None]:
    """Whom what is called inside is called for; a buyer where nothing is said."""
    token = asked_by.set(caller)
    try:
        yield
    finally:
        asked_by.reset(token)


def worker() -> AbstractContextManager[None]:
    """Nobody waits for what is called inside."""
    return called_by(Caller.WORKER)


def visitor() -> AbstractContextManager[None]:
    """Anybody may have asked for it, and nobody pays by it."""
    return called_by(Caller.VISITOR)


@dataclass(slots=True)
class Piece:
    permits: dict[object, Callable[[], None]] = field(default_factory=dict)
    """By gate: how to give back what it has let in."""
    refused: bool = False


current_piece: ContextVar[Piece | None] = ContextVar("brandpay_piece_of_work", default=None)


@contextmanager
def piece_of_work() -> Iterator[None]:
    """One hook, or a worker's way through one row: it keeps the permit of its first call.

    So the bulkhead refuses all of it or nothing: no read-back of what was sent is turned away. A
    piece inside of another one is part of it.
    """
    if current_piece.get() is not None:
        yield
        return
    piece = Piece()
    token = current_piece.set(piece)
    try:
        yield
    finally:
        current_piece.reset(token)
        for give_back in piece.permits.values():
            give_back()


def was_refused() -> bool:
    """Whether something of this piece of work was not sent, because Toss is too busy."""
    piece = current_piece.get()
    return piece is not None and piece.refused
