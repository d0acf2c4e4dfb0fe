"""What a worker works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ... import clock
from ...models import Reconciliation, Stretch
from ..shop import Shop
from ..sync.result import SyncResult


def _silent(_: Stretch | Reconciliation | Sequence[Stretch]) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Tools:
    shop: Shop
    sync: Callable[[int, str], SyncResult]
    """core.sync.sync_attempt with the shop and a deadline: heals one attempt.

    The second word is the payment key that was found: two payments may share an order id.
    """
    pause: Callable[[float], None] = clock.sleep
    """Waits some seconds."""
    tell: Callable[[Stretch], None] = _silent
    """Called after each page and each phase."""
    hand_out: Callable[[Sequence[Stretch]], None] = _silent
    """Called with the parts of a large day that wait for whoever is free."""
    ended: Callable[[Reconciliation], None] = _silent
    """Called by the one worker that ends the run."""
    page: int = 500
    """Rows asked for at once, of Toss, of the shop and of our own tables."""
