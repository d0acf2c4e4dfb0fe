"""Who owes the money, and how much."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from ...clock import now
from ...models import Attempt, PaymentReference, SourceType

MINIMUM = 100
"""Won; Toss's least for a card. Accounts start at 200, which Toss itself checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A Saleor checkout or order."""

    type: SourceType
    id: str
    """Its primary key as text; never empty."""
    checkout: str = ""
    """An order's former checkout, whose attempts count for the order (M1); may be empty."""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a source needs an id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Debt:
    """What one Saleor Payment or TransactionItem asks of one source, all in won."""

    source: Source
    reference: PaymentReference
    amount: int
    """What it asks for."""
    owed: int
    """What the source owes now, less what other gateways hold (M1)."""
    asked_at: datetime.datetime = field(default_factory=now)
    """When the shop was asked what is owed: what was booked after that is not in it."""
    is_test: bool | None = None
    """Whether the channel takes test payments now, by its keys; None: that is not known."""

    def takes(self, attempt: Attempt) -> bool:
        """Whether an attempt is of the channel's environment, test or live (M12)."""
        return self.is_test in (None, attempt.merchant.is_test)
