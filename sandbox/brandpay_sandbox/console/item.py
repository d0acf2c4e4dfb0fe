"""An entry of a payment's time line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    at: datetime
    kind: str
    title: str
    """A word of the console; the request line of an API call; what a webhook tells to whom."""
    status: int | None = None
    code: str | None = None
    marks: tuple[str, ...] = ()
    """Words of the console, one of which may take what follows it: `fault hang`, `retry 2`."""
    request: Any = None
    answer: Any = None
