"""A report as one JSON document, written piece by piece: there may be very many differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ....api.fields import KST
from ..line import Difference, Line
from ..run import Settled
from .explanations import TITLES, next_step, what
from .totals import payouts, totals


def pieces(settled: Settled) -> Iterator[str]:
    head = json.dumps(summary(settled), ensure_ascii=False, indent=2)
    yield head[: head.rindex("\n}")] + ',\n  "differences": ['
    separator = "\n"
    for line in settled.ledger.read(differences=True):
        yield f"{separator}    {json.dumps(_difference(line), ensure_ascii=False)}"
        separator = ",\n"
    yield "\n  ]\n}\n"


def summary(settled: Settled) -> dict[str, Any]:
    found = settled.ledger.differences
    return {
        "month": str(settled.month),
        "by": settled.by,
        "as_of": settled.at.astimezone(KST).isoformat(),
        "merchants": settled.merchants,
        "agrees": settled.agrees,
        "totals": {
            one.slug: {"rows": one.rows, "won": one.won, "won_here": one.here}
            for one in totals(settled)
        },
        "payouts": [
            {
                "date": one.date,
                "won": one.ours,
                "won_of_others": one.of_others,
                "paid": not one.is_due,
            }
            for one in payouts(settled)
        ],
        "classes": {str(name): found[name] for name in Difference},
        "notes": settled.notes,
        "errors": settled.errors,
    }


def _difference(line: Line) -> dict[str, Any]:
    title = TITLES[Difference(line.difference)]
    said, todo = what(line), next_step(line)
    return {
        "class": line.difference,
        "title": {"ko": title.ko, "en": title.en},
        "merchant": line.merchant,
        "saleor_order": line.order,
        "saleor_payment": line.payment,
        "order_id": line.order_id,
        "payment_key": line.payment_key,
        "transaction_key": line.transaction_key,
        "sold": line.sold,
        "toss_won": line.amount,
        "won_here": line.here,
        "what": {"ko": said.ko, "en": said.en},
        "next": {"ko": todo.ko, "en": todo.en},
    }
