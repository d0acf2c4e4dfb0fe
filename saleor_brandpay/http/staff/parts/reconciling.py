"""The last runs of reconciling, and the differences of one of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet

from ....api.fields import KST
from ....core.linked import ShopOrder, linked
from ....core.reconcile.report import report
from ....core.reconcile.report.as_text import moment
from ....core.reconcile.report.explanations import KINDS, next_step, what
from ....models import Attempt, Finding, Kind, Phase, Reconciliation
from .. import shop_orders
from ..asked import Asked, Pages, Reader

RUNS = 10
_TOTALS = (
    ("토스 승인", "Approved at Toss", "approved"),
    ("Saleor 결제", "Captured in Saleor", "shop_captured"),
    ("토스 환불", "Refunded at Toss", "refunded"),
    ("Saleor 환불", "Refunded in Saleor", "shop_refunded"),
)


def values(reader: Reader, asked: Asked) -> dict[str, Any]:
    runs = list(Reconciliation.objects.order_by("-pk")[:RUNS])
    named = Reconciliation.objects.filter(pk=asked.run).first() if asked.run else None
    chosen = named or next(iter(runs), None)
    values = {
        "runs": _counted(runs, reader),
        "missing": asked.run if asked.run and named is None else None,
    }
    return values if chosen is None else values | _run(chosen, reader, asked)


def _seen(rows: QuerySet[Finding], reader: Reader) -> QuerySet[Finding]:
    """Differences, of the channels that he may see: what belongs to no attempt of ours belongs to
    no channel that we know."""
    rows = rows.exclude(kind=Kind.FOREIGN)
    if reader.channel_pks is None:
        return rows
    own = Attempt.objects.filter(channel_pk__in=reader.channel_pks)
    return rows.filter(attempt_pk__in=own.values("pk"))


def _counted(runs: list[Reconciliation], reader: Reader) -> list[dict[str, Any]]:
    rows = _seen(Finding.objects.filter(reconciliation__in=runs), reader).order_by()
    counts = rows.values("reconciliation").annotate(found=Count("pk"), healed=Count("healed_at"))
    of = {one["reconciliation"]: one for one in counts}
    return [
        {
            "pk": run.pk,
            **_span(run),
            "found": (one := of.get(run.pk, {"found": 0, "healed": 0}))["found"],
            "left": one["found"] - one["healed"],
        }
        for run in runs
    ]


def _span(run: Reconciliation) -> dict[str, str]:
    return {
        "since": moment(run.since),
        "until": moment(run.until),
        "first_day": f"{run.since.astimezone(KST):%m-%d}",
        "last_day": f"{run.until.astimezone(KST):%m-%d}",
        "finished": moment(run.finished_at) if run.finished_at else "",
    }


def _run(run: Reconciliation, reader: Reader, asked: Asked) -> dict[str, Any]:
    rows = _seen(run.findings.all(), reader)
    kinds = list(
        rows.order_by().values("kind").annotate(found=Count("pk"), healed=Count("healed_at"))
    )
    pages = Pages.of(asked, sum(one["found"] for one in kinds))
    shown = rows.order_by(F("healed_at").asc(nulls_first=True), F("at").asc(nulls_last=True), "pk")[
        pages.slice
    ]
    return {
        "run": {"pk": run.pk, **_span(run)},
        "is_over": run.finished_at is not None and not _uncompared(run),
        "totals": _totals(run) if reader.channel_pks is None else [],
        "kinds": [
            {"title": KINDS[Kind(one["kind"])], "left": one["found"] - one["healed"], **one}
            for one in kinds
        ],
        "left": sum(one["found"] - one["healed"] for one in kinds),
        "pages": pages,
        "findings": [
            _finding(finding, order, heal=run.heal)
            for finding, order in linked(shown, shop_orders.by_number)
        ],
    }


def _uncompared(run: Reconciliation) -> bool:
    return run.stretches.filter(phase__lt=Phase.DONE).exists()


def _totals(run: Reconciliation) -> list[dict[str, Any]]:
    counted = report.counted(run)
    return [
        {"title": (ko, en), "payments": counted[name], "won": counted[f"{name}_won"]}
        for ko, en, name in _TOTALS
    ]


def _finding(finding: Finding, order: ShopOrder, *, heal: bool) -> dict[str, Any]:
    return {
        "row": finding,
        "title": KINDS[finding.kind],  # type: ignore[index]
        "order_url": order.url,
        "at": moment(finding.at) if finding.at else "",
        "what": what(finding),
        "next": next_step(finding, heal=heal),
    }
