"""A report as one HTML file that needs nothing else, in Korean and English."""

from __future__ import annotations

from itertools import islice
from typing import Any

from ...reconcile.report.as_html import SHOWN, rendered
from ...reconcile.report.as_text import moment
from ...reconcile.report.chart import Values, chart
from ...reconcile.report.explanations import won
from ..ledger import Day
from ..line import Difference, Line
from ..run import Settled
from .explanations import TITLES, next_step, what
from .totals import BY, payouts, shown_days, totals


def page(settled: Settled) -> str:
    return rendered("settlements.html", _context(settled))


def _context(settled: Settled) -> dict[str, Any]:
    ledger = settled.ledger
    found = ledger.differences.total()
    dates = [(date, ledger.days.get(date.isoformat(), Day())) for date in shown_days(settled)]
    return {
        "month": str(settled.month),
        "by": BY[settled.by],
        "at": moment(settled.at),
        "merchants": ", ".join(settled.merchants),
        "agrees": settled.agrees,
        "found": f"{found:,}",
        "errors": settled.errors,
        "notes": settled.notes,
        "totals": [
            {
                "words": one.words,
                "rows": "" if one.rows is None else f"{one.rows:,}",
                "won": "" if one.won is None else won(one.won),
                "here": "" if one.here is None else won(one.here),
            }
            for one in totals(settled)
        ],
        "payouts": [
            {
                "date": one.date,
                "won": won(one.ours),
                "of_others": won(one.of_others),
                "is_due": one.is_due,
            }
            for one in payouts(settled)
        ],
        "chart": chart(
            [
                Values(
                    date=date,
                    solid=day.sold,
                    striped=day.paid_out,
                    differences=day.differences,
                    left=day.differences,
                )
                for date, day in dates
            ]
        ),
        "days": [
            {
                "date": date.isoformat(),
                "sold": won(day.sold),
                "paid_out": won(day.paid_out),
                "differences": f"{day.differences:,}",
            }
            for date, day in dates
        ],
        "differences": [_difference(line) for line in islice(ledger.read(differences=True), SHOWN)],
        "more": f"{found - SHOWN:,}" if found > SHOWN else "",
    }


def _difference(line: Line) -> dict[str, Any]:
    return {
        "title": TITLES[Difference(line.difference)],
        "order": line.order,
        "payment": line.payment,
        "sold": line.sold,
        "order_id": line.order_id,
        "payment_key": line.payment_key,
        "transaction_key": line.transaction_key,
        "toss": won(line.amount),
        "here": won(line.here),
        "what": what(line),
        "next": next_step(line),
    }
