"""Who owes the money, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import SourceType


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A Saleor checkout or order."""

    type: SourceType
    id: str
    """Its primary key as text; never empty."""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a source needs an id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Debt:
    """What one Saleor Payment asks of one source, all in won."""

    source: Source
    payment_pk: int
    amount: int
    """What the Payment asks for."""
    owed: int
    """What the source owes now, less what other gateways hold (M1)."""
