"""The reports for people in a browser: they need nothing else, and pass axe."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from saleor_brandpay.core.linked import ShopOrder, linked
from saleor_brandpay.core.reconcile.report import as_html, as_mail
from saleor_brandpay.core.reconcile.report.report import COUNTERS, Day, Report, Tally
from saleor_brandpay.core.settlements.ledger import Ledger
from saleor_brandpay.core.settlements.line import Difference, Line
from saleor_brandpay.core.settlements.month import DAY, Month, days
from saleor_brandpay.core.settlements.report import as_html as settlements_html
from saleor_brandpay.core.settlements.run import Settled
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

    def differences(self, limit: int, *, healed: bool) -> Iterator[tuple[Finding, ShopOrder]]:
        rows = [one for one in self.findings() if one.kind is not Kind.FOREIGN]
        return linked([one for one in rows if bool(one.healed_at) is healed][:limit], self.orders)


def settlements() -> str:
    month = Month.parse("2026-01")
    ledger = Ledger(month.last)
    for number, day in enumerate(days(month.first, month.last)):
        sold, paid_out = day.isoformat(), (day + 7 * DAY).isoformat()
        amount = 1000 * (number - 2)
        ledger.add(Line(merchant="m", sold=sold, paid_out=paid_out, amount=amount, pay_out=amount))
    for name in Difference:
        ledger.add(Line(merchant="m", difference=name, payment_key="tgen_" + "x" * 190))
    errors, notes = ["merchant y: refused"], ["merchant x: left out"]
    return settlements_html.page(
        Settled(month, "soldDate", SINCE, ledger, ["m"], notes=notes, errors=errors)
    )


@pytest.fixture(params=["reconcile", "settlements", "mail"])
def page(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(as_mail.frozen, "in_force", list)
    path = tmp_path / "report.html"
    made = {"reconcile": reconcile, "settlements": settlements, "mail": mail}[request.param]()
    path.write_text(made, encoding="utf-8")
    return path


def mail() -> str:
    return as_mail.compose(report()).html


def reconcile() -> str:
    return as_html.page(report())


def report() -> Report:
    of_days = [
        Day(date=(SINCE + datetime.timedelta(days=n)).date(), approved_won=n * 1000, differences=n)
        for n in range(31)
    ]
    until = SINCE + datetime.timedelta(days=31)
    run = Reconciliation(since=SINCE, until=until, started_at=until, heal=True)
    return Made(
        run=run,
        days=of_days,
        kinds={kind: Tally(found=2, healed=1) for kind in Kind},
        totals=dict.fromkeys(COUNTERS, 12345678),
        notes=["merchant x: left out"],
        errors=["merchant y: refused"],
    )


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


@pytest.mark.parametrize(("width", "chart", "bars"), [(1280, True, False), (390, False, True)])
@pytest.mark.parametrize("page", ["reconcile", "settlements"], indirect=True)
def test_a_phone_gets_a_chart_that_it_can_show(
    browser: Browser, page: Path, width: int, *, chart: bool, bars: bool
) -> None:
    shown = browser.new_page(viewport={"width": width, "height": 800})
    try:
        shown.goto(page.as_uri())
        assert shown.locator("svg").is_visible() is chart
        assert shown.locator(".bars").is_visible() is bars
        if bars:
            widest = shown.locator(".bars i").evaluate_all(
                "all => Math.max(...all.map(one => one.offsetWidth))"
            )
            assert width / 2 < widest < width
    finally:
        shown.close()
