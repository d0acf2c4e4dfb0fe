"""What the core asks of the shop that it serves; the adapter to Saleor implements it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from ..api.payment import Cancel


class Standing(Enum):
    UNBOOKED = "unbooked"
    """The shop knows nothing of it."""
    CAPTURED = "captured"
    ORDERED = "ordered"
    """Captured, and part of an order."""


class Desk(Protocol):
    """The shop's books, inside the transaction that the shop has opened."""

    def standing(self, payment_pk: int, payment_key: str) -> Standing:
        """What the shop has written of an approval."""

    def lock(self, payment_pk: int) -> None:
        """Lock the shop's payment before any row of ours is written (M13)."""

    def book_refunds(self, payment_pk: int, cancels: Sequence[Cancel]) -> int:
        """Write refunds next to the capture of this payment; returns how many were new."""
