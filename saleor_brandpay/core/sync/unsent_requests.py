"""Transactions API: refunds that staff asked for and that nobody came to send (M10).

The shop writes a request before it calls us. Whoever was to carry it out may have died in between;
nothing was kept and nothing was asked of Toss, so that it ends with one answer: ask again.
"""

from __future__ import annotations

import datetime

from ...models import Attempt
from ..messages.problem import Problem
from ..shop import Shop
from .result import SyncResult, SyncStatus, waiting

NEVER_SENT = datetime.timedelta(minutes=5)
"""A request this old is not on its way any more: a hook ends within its deadline."""
NOT_SENT = Problem(
    code="NOT_SENT",
    ko="환불되지 않았습니다. 요청을 처리하던 중에 중단되었으니 다시 요청하세요.",
    en="Nothing was refunded: the request was interrupted before it was carried out. Ask again.",
)


def answer_unsent(attempt: Attempt, shop: Shop, result: SyncResult) -> SyncResult:
    """Answer those that are old enough; while younger ones are left, a worker comes again."""
    if not attempt.is_transaction:
        return result
    are_left = shop.end_requests(attempt, NOT_SENT)
    if are_left and result.end is SyncStatus.SETTLED:
        return waiting("staff have asked for a refund a moment ago")
    return result
