"""What the core asks of the shop that it serves; the adapter to Saleor implements it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..api.payment import Cancel


class Desk(Protocol):
    """The shop's books, inside the transaction that the shop has opened."""

    def is_ordered(self, payment_pk: int) -> bool:
        """Whether the shop's payment already belongs to an order."""

    def book_refunds(self, payment_pk: int, cancels: Sequence[Cancel]) -> int:
        """Write refunds next to the capture of this payment; returns how many were new."""
