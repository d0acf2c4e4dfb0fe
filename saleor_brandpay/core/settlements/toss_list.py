"""Toss's settlements of some days, page by page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from ...api.errors import MalformedAnswer, NotFound, Refused
from ...api.settlement import DateType, Settlement
from ...models import Merchant
from ..reconcile.toss_reader import TossReader

SIZE = 1000
"""Rows of a page, of which some megabytes are held at one time."""


def pages(
    toss: TossReader, merchant: Merchant, first: date, last: date, by: DateType
) -> Iterator[list[Settlement]]:
    """Until a page is empty: a page that is not full may be one that Toss has cut short.

    UNCERTAIN: what a page behind the last one answers.
    """
    before: list[Settlement] = []
    for number in itertools.count(1):
        try:
            rows = toss.settlements(merchant, (first, last), by, number, SIZE)
        except (NotFound, Refused):
            if not before or len(before) == SIZE:
                raise
            return
        if not rows:
            return
        if rows == before:
            raise MalformedAnswer("Toss's list of settlements does not go on after its page")
        yield rows
        before = rows
