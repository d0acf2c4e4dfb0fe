"""What a worker works with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ...models import Reconciliation, Stretch
from ..sync.result import SyncResult
from .shop_records import ShopRecords


def _silent(_: Stretch | Reconciliation) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Tools:
    records: ShopRecords
    follow: Callable[[int, str], SyncResult]
    """core.following.follow with the shop's office and a deadline: heals one attempt.

    The second word is the payment key that was found: two payments may share an order id.
    """
    rebuild: Callable[[str], int | None]
    """core.rebuilding.rebuild: the attempt of an order id of ours, made anew; or None."""
    pause: Callable[[float], None] = time.sleep
    """Waits some seconds."""
    tell: Callable[[Stretch], None] = _silent
    """Called after each page and each phase."""
    ended: Callable[[Reconciliation], None] = _silent
    """Called by the one worker that ends the run."""
    page: int = 500
    """Rows asked for at once, of Toss, of the shop and of our own tables."""
