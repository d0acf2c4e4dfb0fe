"""What happened besides API calls: SDK calls, steps in the window, redirects, the console."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .merchants import Merchant

LENGTH = 20_000
"""Events remembered; the oldest go first."""

Kind = Literal["sdk", "window", "redirect", "return", "console", "buyer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: datetime
    kind: Kind
    name: str
    """What happened: a word of the console."""
    merchant: Merchant
    customer_key: str
    payment_key: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    """Shown as it is: nothing secret goes in here."""


class Journal:
    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=LENGTH)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def add(self, event: Event) -> None:
        self._events.append(event)
