"""Idempotency keys: one answer per key, secret key, method and path, for 15 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .errors import TossError

if TYPE_CHECKING:
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


@dataclass(slots=True)
class Entry:
    first_used: datetime
    answer: Answer | None = None
    """None while the first request is running."""
    trace_id: str = ""


class IdempotencyStore:
    def __init__(self) -> None:
        self._entries: dict[Scope, Entry] = {}

    def begin(self, scope: Scope, now: datetime) -> Entry | None:
        """Reserve `scope`; None when this is the first use, else the entry to replay.

        Raises TossError: INVALID_IDEMPOTENCY_KEY (too long) or IDEMPOTENT_REQUEST_PROCESSING
        (the first request is still running).
        """
        if len(scope.key) > MAXIMUM_LENGTH:
            raise TossError("INVALID_IDEMPOTENCY_KEY")
        entry = self._entries.get(scope)
        if entry is None or now - entry.first_used > LIFETIME:
            self._entries[scope] = Entry(now)
            return None
        if entry.answer is None:
            raise TossError("IDEMPOTENT_REQUEST_PROCESSING")
        return entry

    def finish(self, scope: Scope, answer: Answer, trace_id: str) -> None:
        """Keep the answer of the first request, whatever its status."""
        entry = self._entries[scope]
        entry.answer, entry.trace_id = answer, trace_id

    def abandon(self, scope: Scope) -> None:
        """Forget a request that Toss never carried out."""
        self._entries.pop(scope, None)
