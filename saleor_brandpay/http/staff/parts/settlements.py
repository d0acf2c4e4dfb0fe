"""What Toss pays out, as it was last read: a page asks nothing of Toss."""

from __future__ import annotations

from typing import Any

from ....clock import now
from ....core.linked import ShopOrder, linked
from ....core.reconcile.report.as_text import moment
from ....core.settlements import kept
from ....core.settlements.line import Difference, Line
from ....core.settlements.month import day_of
from ....core.settlements.report.explanations import TITLES, next_step, what
from ....models import SettledMonth
from .. import shop_orders
from ..asked import Asked, Pages, Reader


def values(reader: Reader, asked: Asked) -> dict[str, Any]:
    """Of whole merchants, whose channels are many: only for those who may see all."""
    if reader.channel_pks is not None:
        return {"is_withheld": True}
    months = list(SettledMonth.objects.order_by("-month").values_list("month", flat=True))
    chosen = asked.month if asked.month in months else next(iter(months), "")
    values = {"months": months, "missing": asked.month if asked.month != chosen else ""}
    row = SettledMonth.objects.filter(month=chosen).first()
    return values if row is None else values | _month(row, asked)


def _month(row: SettledMonth, asked: Asked) -> dict[str, Any]:
    totals, today = row.totals, day_of(now()).isoformat()
    differences = list(kept.lines(row))
    pages = Pages.of(asked, len(differences))
    found = sum(totals["classes"].values())
    return {
        "month": row.month,
        "at": moment(row.read_at),
        "merchants": ", ".join(totals["merchants"]),
        "agrees": totals["agrees"],
        "found": found,
        "more": max(found - len(differences), 0),
        "errors": totals["errors"],
        "notes": totals["notes"],
        "tried_at": moment(row.tried_at) if row.tried_at else "",
        "problems": row.problems,
        "totals": [
            {"title": (ko, en), **totals["totals"][slug]} for slug, ko, en in totals["titles"]
        ],
        "payouts": [{**one, "is_due": one["date"] > today} for one in totals["payouts"]],
        "pages": pages,
        "differences": [
            _difference(line, order)
            for line, order in linked(differences[pages.slice], shop_orders.by_number)
        ],
    }


def _difference(line: Line, order: ShopOrder) -> dict[str, Any]:
    return {
        "line": line,
        "order_url": order.url,
        "title": TITLES[Difference(line.difference)],
        "what": what(line),
        "next": next_step(line),
    }
