"""A report for a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ....api.fields import KST
from ....models import Finding
from .explanations import KINDS, next_step, reference, what, won
from .report import Report


def moment(at: datetime.datetime) -> str:
    """A moment in Seoul's time, to the minute."""
    return at.astimezone(KST).strftime("%Y-%m-%d %H:%M")


def lines(report: Report) -> Iterator[str]:
    yield from head(report)
    for finding in report.findings():
        yield ""
        yield from _finding(finding, heal=report.run.heal)


def head(report: Report) -> Iterator[str]:
    run, totals = report.run, report.totals
    how = "healing" * run.heal or "reading only"
    yield f"{moment(run.since)} to {moment(run.until)} (Seoul), {how}"
    yield ""
    yield f"{'':<22}{'payments':>10}{'won':>18}"
    for title, name in (
        ("approved at Toss", "approved"),
        ("captured in Saleor", "shop_captured"),
        ("refunded at Toss", "refunded"),
        ("refunded in Saleor", "shop_refunded"),
        ("of other systems", "foreign"),
    ):
        yield f"{title:<22}{totals[name]:>10,}{totals[name + '_won']:>18,}"
    yield ""
    tally = report.all_kinds
    if totals["under_way"]:
        yield (
            f"Left out, as they are being paid or worked on just now: {totals['under_way']:,}. "
            "Run it again in an hour."
        )
    for error in report.errors:
        yield f"Not compared: {error}"
    if not tally.found:
        yield "No differences." if not report.errors else "No differences in what was compared."
        return
    yield f"{tally.found:,} differences, {tally.healed:,} healed, {tally.left:,} left."
    for kind, one in report.kinds.items():
        if one.found:
            yield f"  {kind:<22}{one.found:>8,}{one.healed:>8,} healed{one.left:>8,} left"


def _finding(finding: Finding, *, heal: bool) -> Iterator[str]:
    state = "healed: " if finding.healed_at else ""
    order = f", order {finding.order}" if finding.order else ""
    owed = f", {reference(finding)}" if finding.transaction_token else ""
    at = f", {moment(finding.at)}" if finding.at else ""
    yield f"{state}{finding.kind}: {finding.order_id or finding.payment_key}{order}{owed}{at}"
    title = KINDS[finding.kind]  # type: ignore[index]
    yield f"  {title.en} / {title.ko}: Toss {won(finding.toss_won)}, Saleor {won(finding.shop_won)}"
    yield f"  {what(finding).en}"
    yield f"  {next_step(finding, heal=heal).en}"
