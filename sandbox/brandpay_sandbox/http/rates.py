"""How often each API was called in the last minute, by the sandbox's clock."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..toss.merchants import Merchant

MINUTE = timedelta(minutes=1)


class Rates:
    def __init__(self) -> None:
        self._calls: defaultdict[tuple[Merchant, str], deque[datetime]] = defaultdict(deque)

    def exceeded(self, limit: int, merchant: Merchant, endpoint: str, now: datetime) -> bool:
        """Whether this call is one too many; one that is refused does not count."""
        calls = self._calls[merchant, endpoint]
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= limit:
            return True
        calls.append(now)
        return False
