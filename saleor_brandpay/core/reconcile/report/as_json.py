"""A report as one JSON document, written piece by piece: a run may find very much."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

from ....api.fields import KST
from ....models import Finding
from .explanations import KINDS, next_step, what
from .report import Report


def pieces(report: Report) -> Iterator[str]:
    head = json.dumps(summary(report), ensure_ascii=False, indent=2)
    yield head[: head.rindex("\n}")] + ',\n  "findings": ['
    separator = "\n"
    for finding in report.findings():
        text = json.dumps(_finding(finding, heal=report.run.heal), ensure_ascii=False)
        yield f"{separator}    {text}"
        separator = ",\n"
    yield "\n  ]\n}\n"


def summary(report: Report) -> dict[str, Any]:
    run, totals, tally = report.run, report.totals, report.all_kinds
    return {
        "since": _moment(run.since),
        "until": _moment(run.until),
        "heal": run.heal,
        "deep": run.deep,
        "started_at": _moment(run.started_at),
        "finished_at": _moment(run.finished_at),
        "agrees": report.agrees,
        "toss": {
            "approved": _sum(totals, "approved"),
            "refunded": _sum(totals, "refunded"),
            "of_other_systems": _sum(totals, "foreign"),
        },
        "saleor": {
            "captured": _sum(totals, "shop_captured"),
            "refunded": _sum(totals, "shop_refunded"),
        },
        "differences": {"found": tally.found, "healed": tally.healed, "left": tally.left},
        "under_way": totals["under_way"],
        "pages": totals["pages"],
        "payments_read": totals["reads"],
        "classes": {
            str(kind): {"found": one.found, "healed": one.healed, "left": one.left}
            for kind, one in report.kinds.items()
        },
        "days": [
            {
                "date": day.date.isoformat(),
                "approved": {"payments": day.approved, "won": day.approved_won},
                "refunded": {"payments": day.refunded, "won": day.refunded_won},
                "differences": day.differences,
                "left": day.left,
            }
            for day in report.days
        ],
        "notes": report.notes,
        "errors": report.errors,
    }


def _moment(at: datetime.datetime | None) -> str | None:
    """In Seoul's time, as the dates of the arguments are."""
    return at.astimezone(KST).isoformat() if at else None


def _sum(totals: dict[str, int], name: str) -> dict[str, int]:
    return {"payments": totals[name], "won": totals[f"{name}_won"]}


def _finding(finding: Finding, *, heal: bool) -> dict[str, Any]:
    said, todo = what(finding), next_step(finding, heal=heal)
    return {
        "class": finding.kind,
        "title": {"ko": KINDS[finding.kind].ko, "en": KINDS[finding.kind].en},  # type: ignore[index]
        "reason": finding.reason,
        "order_id": finding.order_id,
        "payment_key": finding.payment_key,
        "saleor_payment": finding.payment_pk,
        "saleor_transaction": str(finding.transaction_token or "") or None,
        "saleor_order": finding.order,
        "toss_won": finding.toss_won,
        "saleor_won": finding.shop_won,
        "at": _moment(finding.at),
        "healed": finding.healed_at is not None,
        "what": {"ko": said.ko, "en": said.en},
        "next": {"ko": todo.ko, "en": todo.en},
    }
