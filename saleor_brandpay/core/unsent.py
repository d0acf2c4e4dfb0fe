"""Transactions API: refunds that staff asked for and that nobody came to send (M10).

The shop writes a request before it calls us. Whoever was to carry it out may have died in between;
nothing was kept and nothing was asked of Toss, so that it ends with one answer: ask again.
"""

from __future__ import annotations

import datetime

from ..models import Attempt
from .desk import Office
from .problems import Problem

NEVER_SENT = datetime.timedelta(minutes=5)
"""A request this old is not on its way any more: a hook ends within its deadline."""
NOT_SENT = Problem(
    code="NOT_SENT",
    ko="환불되지 않았습니다. 요청을 처리하던 중에 중단되었으니 다시 요청하세요.",
    en="Nothing was refunded: the request was interrupted before it was carried out. Ask again.",
)


def refuse(attempt: Attempt, office: Office) -> bool:
    """Answer those that are old enough; True while younger ones are left."""
    return attempt.is_transaction and office.refuse_unsent(attempt, NOT_SENT)
