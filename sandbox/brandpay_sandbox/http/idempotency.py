"""Idempotency keys: one answer per key, secret key, method and path, for 15 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .errors import TossError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .answer import Answer

LIFETIME = timedelta(days=15)
MAXIMUM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer is kept under. The body is not part of it: Toss ignores it."""

    key: str
    credential: str
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The first request's answer and the trace id it had."""

    answer: Answer
    trace_id: str


@dataclass(slots=True)
class _Entry:
    first_used: datetime
    kept: Kept | None = None
    """None while the first request is running."""


class IdempotencyStore:
    def __init__(self) -> None:
        self._entries: dict[Scope, _Entry] = {}

    def begin(self, scope: Scope, now: datetime) -> Kept | None:
        """Reserve `scope`; None when this is the first use, else what to replay.

        Raises TossError: INVALID_IDEMPOTENCY_KEY (too long) or IDEMPOTENT_REQUEST_PROCESSING
        (the first request is still running).
        """
        if len(scope.key) > MAXIMUM_LENGTH:
            raise TossError("INVALID_IDEMPOTENCY_KEY")
        entry = self._entries.get(scope)
        if entry is None or now - entry.first_used > LIFETIME:
            self._entries[scope] = _Entry(now)
            return None
        if entry.kept is None:
            raise TossError("IDEMPOTENT_REQUEST_PROCESSING")
        return entry.kept

    def finish(self, scope: Scope, answer: Answer, trace_id: str) -> None:
        """Keep the first request's answer, whatever its status; a 409 only says "later"."""
        if answer.status == 409:
            self.abandon(scope)
        else:
            self._entries[scope].kept = Kept(answer, trace_id)

    def kept(self) -> Iterator[tuple[Scope, datetime, Kept]]:
        """Every answer that is kept, and since when."""
        for scope, entry in self._entries.items():
            if entry.kept is not None:
                yield scope, entry.first_used, entry.kept

    def restore(self, scope: Scope, first_used: datetime, kept: Kept) -> None:
        self._entries[scope] = _Entry(first_used, kept)

    def abandon(self, scope: Scope) -> None:
        """Forget a request that Toss never carried out."""
        self._entries.pop(scope, None)
