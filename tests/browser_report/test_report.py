"""The report of brandpay_reconcile in a browser: needs nothing else, and passes axe."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from saleor_brandpay.core.reconcile.report import as_html
from saleor_brandpay.core.reconcile.report.report import COUNTERS, Day, Report, Tally
from saleor_brandpay.models import Finding, Kind, Reconciliation
from tests.node import installed

SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))


class Made(Report):
    def findings(self, limit: int | None = None) -> Iterator[Finding]:
        for kind in Kind:
            yield Finding(
                kind=kind,
                reason="other_system" if kind is Kind.FOREIGN else "console",
                order_id="bp-1a2b-0-ebx5uwucv4hphker",
                payment_key="tgen_" + "x" * 190,
                toss_won=15000,
                at=SINCE,
                healed_at=SINCE if kind is Kind.REFUND_ONLY_THERE else None,
            )


@pytest.fixture
def page(tmp_path: Path) -> Path:
    days = [
        Day(date=(SINCE + datetime.timedelta(days=n)).date(), approved_won=n * 1000, differences=n)
        for n in range(31)
    ]
    run = Reconciliation(since=SINCE, until=SINCE + datetime.timedelta(days=31), heal=True)
    made = Made(
        run=run,
        days=days,
        kinds={kind: Tally(found=2, healed=1) for kind in Kind},
        totals=dict.fromkeys(COUNTERS, 12345678),
        notes=["merchant x: left out"],
        errors=["merchant y: refused"],
    )
    path = tmp_path / "report.html"
    path.write_text(as_html.page(made), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_report_passes_axe_and_asks_for_nothing(
    browser: Browser, page: Path, scheme: Any, width: int
) -> None:
    axe = (installed() / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    try:
        shown = context.new_page()
        asked: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(page.as_uri())
        assert asked == [page.as_uri()]
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        shown.add_script_tag(content=axe)
        found = shown.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    finally:
        context.close()
