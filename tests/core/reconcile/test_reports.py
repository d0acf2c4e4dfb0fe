"""What a run says: as text, as JSON and as a page that needs nothing else."""

from __future__ import annotations

import datetime
import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from saleor_brandpay.core.reconcile.report import as_html, as_json, as_text, explanations, report
from saleor_brandpay.core.reconcile.report.chart import Values, chart
from saleor_brandpay.core.reconcile.report.report import Report
from saleor_brandpay.models import Finding, Kind, Phase, Reconciliation, Stretch
from tests.core.shop import Shop

SEOUL = datetime.timezone(datetime.timedelta(hours=9))
SINCE = datetime.datetime(2026, 1, 1, tzinfo=SEOUL)
DAY = datetime.timedelta(days=1)
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def run(shop: Shop) -> Reconciliation:
    """Three days, with a difference of each class, one of them healed."""
    made = Reconciliation.objects.create(
        asked="x",
        since=SINCE,
        until=SINCE + 3 * DAY,
        heal=True,
        started_at=SINCE,
        finished_at=SINCE,
    )
    stretches = [
        Stretch.objects.create(
            reconciliation=made,
            merchant=shop.merchant(),
            since=SINCE + DAY * day,
            until=SINCE + DAY * (day + 1),
            phase=4,
            approved=100 * day,
            approved_won=1234567 * day,
            refunded=day,
            refunded_won=4000 * day,
        )
        for day in range(3)
    ]
    for number, kind in enumerate(Kind):
        reasons = {
            Kind.PAID_WITHOUT_ORDER: "not_booked",
            Kind.AMOUNT_DRIFT: "approved",
            Kind.REFUND_ONLY_THERE: "console",
            Kind.STILL_UNKNOWN: "refund",
            Kind.OVERCHARGED: "overcharged",
            Kind.LOST: "lost",
            Kind.FOREIGN: "other_system",
        }
        Finding.objects.create(
            reconciliation=made,
            stretch=stretches[1],
            kind=kind,
            reason=reasons.get(kind, "not_at_toss"),
            order_id=f"bp-{number}{EVIL}",
            attempt_pk=None if kind == Kind.PAID_WITHOUT_ORDER else number,
            payment_pk=number,
            order="17",
            toss_won=15000,
            shop_won=None,
            at=SINCE + DAY * 1.5,
            healed_at=SINCE if kind == Kind.REFUND_ONLY_THERE else None,
            left="booked" if kind == Kind.REFUND_ONLY_THERE else "",
        )
    return made


@pytest.fixture
def made(run: Reconciliation) -> Report:
    return report.build(run)


def test_sums_by_day_and_class(made: Report) -> None:
    assert [(day.approved_won, day.differences, day.left) for day in made.days] == [
        (0, 0, 0),
        (1234567, 8, 7),
        (2469134, 0, 0),
    ]
    assert (made.all_kinds.found, made.all_kinds.healed, made.all_kinds.left) == (8, 1, 7)
    assert not made.agrees


def test_json_is_one_document(made: Report) -> None:
    told = json.loads("".join(as_json.pieces(made)))
    assert told["differences"] == {"found": 8, "healed": 1, "left": 7}
    assert told["classes"]["amount_drift"] == {"found": 1, "healed": 0, "left": 1}
    assert len(told["findings"]) == 9
    assert told["findings"][-1]["class"] == "foreign"
    assert told["days"][1]["approved"] == {"payments": 100, "won": 1234567}
    assert told["toss"]["approved"] == {"payments": 300, "won": 3703701}
    for finding in told["findings"]:
        assert finding["what"]["ko"] != finding["what"]["en"]
        assert finding["next"]["ko"]


def test_json_without_findings(run: Reconciliation) -> None:
    run.findings.all().delete()
    assert json.loads("".join(as_json.pieces(report.build(run))))["findings"] == []


def test_text(made: Report) -> None:
    text = "\n".join(as_text.lines(made))
    assert "8 differences, 1 healed, 7 left." in text
    assert "approved at Toss             300         3,703,701" in text
    assert "healed: refund_only_there" in text
    assert "Mended (booked)." in text
    assert "order 17, 2026-01-02 12:00" in text


def test_text_of_nothing(run: Reconciliation) -> None:
    run.findings.all().delete()
    run.stretches.update(under_way=2)
    text = "\n".join(as_text.lines(report.build(run)))
    assert "No differences." in text
    assert "Left out, as they are being paid or worked on just now: 6." in text


def test_a_run_that_failed_is_not_without_differences(run: Reconciliation) -> None:
    run.findings.all().delete()
    run.stretches.update(phase=Phase.TOSS, error="no answer: Toss was down")
    made = report.build(run)
    text = "\n".join(as_text.lines(made))
    assert "No differences." not in text
    assert "No differences in what was compared." in text
    assert "Not compared: merchant" in text
    page = as_html.page(made)
    assert "차이 0건" not in page
    assert "모두 일치" not in page
    assert "일부를 비교하지 못했습니다" in page
    assert "no answer: Toss was down" in page


def test_what_is_left_out_is_said_in_korean_too(run: Reconciliation) -> None:
    run.stretches.update(under_way=2)
    assert "비교에서 뺀 결제: 6건" in as_html.page(report.build(run))


class Page(HTMLParser):
    """Tags that are not closed, ids, and what it would load."""

    VOID = ("meta", "br", "rect", "line", "circle")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.loads += [values[name] for name in ("src", "href", "action") if values.get(name)]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_needs_nothing_else_and_is_well_formed(made: Report) -> None:
    text = as_html.page(made)
    page = Page(text)
    assert page.open == []
    assert page.loads == []
    assert "script" not in page.tags
    assert len(page.ids) == len(set(page.ids))
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    assert EVIL not in text


def test_page_speaks_both_languages(made: Report) -> None:
    text = as_html.page(made)
    for words in explanations.KINDS.values():
        assert words.ko in text
        assert words.en in text
    assert "차이 7건이 남아 있습니다" in text
    assert "7 differences are left (8 found, 1 mended)" in text


def test_chart_has_a_title_a_description_and_a_table(made: Report) -> None:
    text = as_html.page(made)
    svg = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])
    named = [svg.find(f"*[@id='{one}']") for one in svg.attrib["aria-labelledby"].split()]
    assert [one.tag for one in named if one is not None and one.text] == ["title", "desc"]
    assert svg.attrib["role"] == "img"
    assert len([one for one in svg if one.attrib.get("class") == "solid"]) == 3
    assert "8" in [one.text for one in svg if one.attrib.get("class") == "mark bad"]
    assert "<td>1,234,567</td>" in text


def test_page_where_all_agrees(run: Reconciliation) -> None:
    run.findings.all().delete()
    text = as_html.page(report.build(run))
    assert "모두 일치합니다" in text
    assert "없습니다" in text


def test_page_shows_the_first_of_very_many(run: Reconciliation, monkeypatch: Any) -> None:
    monkeypatch.setattr(as_html, "SHOWN", 2)
    assert "6 more: see --json" in as_html.page(report.build(run))


def test_page_names_what_could_not_be_compared(run: Reconciliation) -> None:
    run.stretches.filter(since=SINCE).update(phase=0, error="UNAUTHORIZED_KEY")
    run.stretches.filter(since=SINCE + DAY).update(error="nothing is ours")
    text = as_html.page(report.build(run))
    assert "UNAUTHORIZED_KEY" in text
    assert "nothing is ours" in text


def test_chart_of_one_day_of_none_and_of_a_year() -> None:
    assert chart([]).columns == ()
    (one,) = chart([Values(date=SINCE.date())]).columns
    assert one.solid.height == "0.0"
    year = chart([Values(date=SINCE.date() + DAY * n, solid=n) for n in range(365)])
    assert sum(1 for column in year.columns if column.label) <= 16
    heights = [float(column.solid.height) for column in year.columns]
    assert heights == sorted(heights)
    assert max(heights) <= 300


@pytest.mark.parametrize("won", [1, 9, 10, 999, 12000, 123456789])
def test_scale_ends_above_the_highest_bar(won: int) -> None:
    made = chart([Values(date=SINCE.date(), solid=won)])
    top = int(made.lines[-1].label.replace(",", ""))
    assert won <= top <= max(won * 5, 4)
    assert len({line.label for line in made.lines}) == 5


def test_every_reason_has_words() -> None:
    """In a finding of each class, healed or not, with and without an attempt."""
    for reason in explanations._WHAT:
        for kind in Kind:
            finding = Finding(kind=kind, reason=reason, toss_won=1, shop_won=None, payment_pk=3)
            assert "{" not in explanations.what(finding).ko + explanations.what(finding).en
            for attempt_pk in (None, 1):
                finding.attempt_pk = attempt_pk
                for heal in (True, False):
                    step = explanations.next_step(finding, heal=heal)
                    assert "{" not in step.ko + step.en


def test_a_row_that_could_not_be_read_was_accounted_for() -> None:
    finding = Finding(kind=Kind.STILL_UNKNOWN, reason="row", healed_at=SINCE)
    assert "accounted for" in explanations.next_step(finding, heal=True).en
    finding.healed_at = None
    assert "Look at it in the Toss console" in explanations.next_step(finding, heal=False).en


def test_settled_meanwhile() -> None:
    finding = Finding(kind=Kind.STILL_UNKNOWN, reason="open", healed_at=SINCE)
    assert explanations.next_step(finding, heal=True).en == "Settled meanwhile."
