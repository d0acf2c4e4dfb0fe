"""What was taken and given back on each of the last days."""

from __future__ import annotations

import datetime
from typing import Any

from ....clock import now
from ....core.reconcile import daily_totals
from ....core.reconcile.report.chart import Values, chart
from ....core.reconcile.spans import date
from ..asked import Asked, Reader

DAYS = 31


def values(reader: Reader, asked: Asked) -> dict[str, Any]:
    today = date(now())
    since = today - datetime.timedelta(days=DAYS - 1)
    days = daily_totals.daily_totals(since, today, channel_pks=reader.channel_pks)
    return {
        "days": days[::-1],
        "approved": sum(day.approved for day in days),
        "approved_won": sum(day.approved_won for day in days),
        "balance": sum(day.balance for day in days),
        "refunded": sum(day.refunded for day in days),
        "refunded_won": sum(day.refunded_won for day in days),
        "are_tests": any(one.is_test for one in daily_totals.counted()),
        "chart": chart(
            [
                Values(date=day.date, solid=day.approved_won, striped=day.refunded_won)
                for day in days
            ]
        ),
    }
