"""A report as one HTML file that needs nothing else, in Korean and English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template import Context, Engine

from ....models import Finding
from .as_text import moment
from .chart import Values, chart
from .explanations import KINDS, next_step, what, won
from .report import Day, Report

SHOWN = 1000
"""Findings on the page; the JSON has them all."""
_TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "saleor_brandpay"
_TOTALS = (
    ("토스 승인", "Approved at Toss", "approved"),
    ("Saleor 결제", "Captured in Saleor", "shop_captured"),
    ("토스 환불", "Refunded at Toss", "refunded"),
    ("Saleor 환불", "Refunded in Saleor", "shop_refunded"),
    ("다른 시스템", "Of other systems", "foreign"),
)


def page(report: Report) -> str:
    return rendered("reconcile.html", _context(report))


def rendered(name: str, context: dict[str, Any]) -> str:
    """A page of ours that needs nothing else: its style and picture are in it."""
    # Not the shop's engine: its loaders and settings are its own.
    template = Engine(dirs=[str(_TEMPLATES)], autoescape=True).get_template(name)
    return str(template.render(Context(context, use_l10n=False, use_tz=False)))


def _context(report: Report) -> dict[str, Any]:
    run, totals, tally = report.run, report.totals, report.all_kinds
    findings = list(report.findings(SHOWN))
    return {
        "since": moment(run.since),
        "until": moment(run.until),
        "finished": moment(run.finished_at) if run.finished_at else "",
        "heal": run.heal,
        "agrees": report.agrees,
        "errors": report.errors,
        "notes": report.notes,
        "found": f"{tally.found:,}",
        "healed": f"{tally.healed:,}",
        "left": f"{tally.left:,}",
        "under_way": f"{totals['under_way']:,}" if totals["under_way"] else "",
        "totals": [
            {"ko": ko, "en": en, "payments": f"{totals[name]:,}", "won": won(totals[f"{name}_won"])}
            for ko, en, name in _TOTALS
        ],
        "kinds": [
            {
                "slug": str(kind),
                "ko": KINDS[kind].ko,
                "en": KINDS[kind].en,
                "found": f"{one.found:,}",
                "healed": f"{one.healed:,}",
                "left": f"{one.left:,}",
            }
            for kind, one in report.kinds.items()
        ],
        "chart": chart([_values(day) for day in report.days]),
        "days": [
            {
                "date": day.date.isoformat(),
                "approved": f"{day.approved:,}",
                "approved_won": won(day.approved_won),
                "refunded": f"{day.refunded:,}",
                "refunded_won": won(day.refunded_won),
                "differences": f"{day.differences:,}",
                "left": f"{day.left:,}",
            }
            for day in report.days
        ],
        "findings": [_finding(finding, heal=run.heal) for finding in findings],
        "more": f"{tally.found - SHOWN:,}" if tally.found > SHOWN else "",
    }


def _values(day: Day) -> Values:
    return Values(
        date=day.date,
        solid=day.approved_won,
        striped=day.refunded_won,
        differences=day.differences,
        left=day.left,
    )


def _finding(finding: Finding, *, heal: bool) -> dict[str, Any]:
    title = KINDS[finding.kind]  # type: ignore[index]
    return {
        "slug": finding.kind,
        "title": title,
        "order_id": finding.order_id,
        "payment_key": finding.payment_key,
        "transaction": str(finding.transaction_token or ""),
        "order": finding.order,
        "at": moment(finding.at) if finding.at else "",
        "toss": won(finding.toss_won),
        "shop": won(finding.shop_won),
        "what": what(finding),
        "next": next_step(finding, heal=heal),
        "healed": finding.healed_at is not None,
    }
