"""A large day, cut into parts that several workers compare at one time.

Toss's list tells how large a day is only by going on and on. A long page of it is asked for, by
whose times the rest is reckoned, and nothing of that page is written down: each part asks Toss for
a list of its own, in whatever order that is.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

from ...api.errors import BrandpayError, KeyRejected, NotSent
from ...api.transaction import Transaction
from ...models import Stretch
from . import leases, spans
from .toss_reader import TossReader

logger = logging.getLogger(__name__)

LARGE = 10
"""Pages from which on a stretch is cut."""
DOUBTFUL = 2.5
"""Pages by the look of the first one, from which on it is asked for: a rush may come later."""
OF_A_PART = 5
"""Pages, about."""
MOST = 24
"""Parts; one that is still too large is cut again."""
SHORTEST = datetime.timedelta(minutes=1)
MOST_ROWS = 5000
"""Toss's own limit."""


def parts(
    stretch: Stretch, first_page: Sequence[Transaction], limit: int, toss: TossReader
) -> list[spans.Span]:
    """What to cut a stretch into that nobody has begun to compare; nothing if it is small."""
    has_begun = stretch.pages or stretch.cursor
    if has_begun or len(first_page) < limit or _pages(stretch, first_page, limit) < DOUBTFUL:
        return []
    asked = min(LARGE * limit, MOST_ROWS)
    leases.renew(stretch)
    try:
        rows = toss.page(stretch.merchant, stretch.span, "", asked)
    except (KeyRejected, NotSent):
        raise
    except BrandpayError as error:
        # Toss does not have so much at one time: page by page the day is compared all the same.
        logger.warning("%s is not cut: %s", stretch, error)
        return []
    if len(rows) < asked:
        return []
    longest = (stretch.until - stretch.since) // SHORTEST
    count = min(int(_pages(stretch, rows, limit) / OF_A_PART), MOST, longest)
    return spans.cut(stretch.since, stretch.until, count) if count > 1 else []


def _pages(stretch: Stretch, rows: Sequence[Transaction], limit: int) -> float:
    """How many the stretch has, if its rows are as dense everywhere as these are."""
    times = [row.transaction_at for row in rows if row.transaction_at]
    within = [at for at in times if stretch.since <= at < stretch.until]
    if not within:
        return 0
    taken = max(max(within) - min(within), datetime.timedelta(seconds=1))
    return len(within) / limit * ((stretch.until - stretch.since) / taken)
