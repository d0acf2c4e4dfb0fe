"""What is said of a month: as text, CSV, JSON and a page that needs nothing else."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from saleor_brandpay.core.linked import ShopOrder
from saleor_brandpay.core.settlements.ledger import Ledger
from saleor_brandpay.core.settlements.line import Difference, Line, Owner
from saleor_brandpay.core.settlements.month import Month
from saleor_brandpay.core.settlements.report import as_csv, as_html, as_json, as_text, explanations
from saleor_brandpay.core.settlements.run import Settled

EVIL = '"><script>alert(1)</script>'
MONTH = Month.parse("2026-10")


@pytest.fixture
def made() -> Settled:
    """A difference of each class, a row that agrees, and others' rows."""
    ledger = Ledger(MONTH.last)
    plain = Line(
        merchant="tvivarepublica",
        sold="2026-10-02",
        paid_out="2026-10-09",
        amount=15000,
        fee=412,
        vat=37,
        pay_out=14588,
        here=15000,
        order="17",
        payment="Payment 3",
        order_id="abcdefgh-x",
        payment_key="tgen_1",
        transaction_key="T1",
    )
    ledger.add(plain)
    for name in Difference:
        is_refund = "refund" in name
        ledger.add(
            Line(
                merchant="tvivarepublica",
                difference=name,
                sold="2026-10-30",
                paid_out="2026-11-06",
                amount=-1000 if is_refund else 1000,
                fee=20,
                pay_out=980,
                here=2000,
                is_refund=is_refund,
                order_id=EVIL,
                payment_key="tgen_2",
            ),
            is_listed="not_settled" not in name,
        )
    other = {"merchant": "m", "order_id": "=1+1", "paid_out": "2026-10-09", "pay_out": 500}
    ledger.add(Line(**other, owner=Owner.OTHER_SYSTEM, amount=510))  # type: ignore[arg-type]
    ledger.add(Line(merchant="m", owner=Owner.OTHER_CURRENCY))
    ledger.counted["young"] = 2
    return Settled(MONTH, "soldDate", MONTH.until, ledger, merchants=["tvivarepublica"])


def test_text(made: Settled) -> None:
    text = "\n".join(as_text.lines(made))
    assert "2026-10 (Seoul), by the day of sale: tvivarepublica" in text
    assert "paid out                       1            14,588" in text
    cells = [line.split() for line in text.splitlines()]
    assert ["2026-11-06", "4,900", "0", "not", "yet"] in cells
    assert ["2026-10-09", "14,588", "500"] in cells
    assert "Differences: 7." in text
    assert "not_settled: " in text
    assert "2,000 won were paid here, and Toss lists no settlement of them." in text


def test_text_of_a_month_without_rows() -> None:
    text = "\n".join(as_text.lines(Settled(MONTH, "soldDate", MONTH.until, Ledger(MONTH.last))))
    assert text.endswith("No settlements.")


def test_json_is_one_document(made: Settled) -> None:
    told = json.loads("".join(as_json.pieces(made)))
    assert (told["month"], told["agrees"], told["merchants"]) == (
        *("2026-10", False, ["tvivarepublica"]),
    )
    assert told["totals"]["paid_out"] == {"rows": 1, "won": 14588, "won_here": None}
    assert told["totals"]["other_currency"]["rows"] == 1
    assert told["payouts"][0] == {
        "date": "2026-10-09",
        "won": 14588,
        "won_of_others": 500,
        "paid": True,
    }
    assert [one["class"] for one in told["differences"]] == list(Difference)
    assert all(one["what"]["ko"] and one["next"]["en"] for one in told["differences"])


def test_json_without_differences() -> None:
    empty = Settled(MONTH, "soldDate", MONTH.until, Ledger(MONTH.last))
    assert json.loads("".join(as_json.pieces(empty)))["differences"] == []


def test_csv_has_every_row_and_reckons_nothing(made: Settled) -> None:
    text = "".join(as_csv.pieces(made))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert (rows[0]["주문 order"], rows[0]["지급액 payout"]) == ("17", "14588")
    assert rows[2]["금액 amount"] == "-1000"
    assert rows[2]["차이 difference"] == "토스에만 있는 환불 Refunded only at Toss"
    assert rows[8]["orderId"] == "'=1+1"
    assert text.encode(as_csv.ENCODING).startswith(b"\xef\xbb\xbf")


def test_orders_are_linked(made: Settled, settings: Any) -> None:
    settings.BRANDPAY_DASHBOARD_URL = "https://shop.example.com/dashboard/"
    made.orders = lambda numbers: {one: ShopOrder(f"o{one}") for one in numbers}
    made.ledger.add(Line(merchant="m", difference=Difference.AMOUNT, order="18", here=1))
    page = "https://shop.example.com/dashboard/orders/o1"
    rows = list(csv.DictReader(io.StringIO("".join(as_csv.pieces(made)))))
    assert [one["주문 페이지 order page"] for one in rows if one["주문 order"]] == [
        *(f"{page}7", f"{page}8"),
    ]
    (*_, last) = json.loads("".join(as_json.pieces(made)))["differences"]
    assert last["saleor_order_url"] == f"{page}8"
    assert f'<a href="{page}8" rel="noreferrer">18</a>' in as_html.page(made)


def test_page(made: Settled) -> None:
    text = as_html.page(made)
    assert EVIL not in text
    assert "차이 7건이 있습니다" in text
    for words in explanations.TITLES.values():
        assert words.ko in text
        assert words.en in text
    svg = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])
    bars = [one for one in svg if one.attrib.get("class") == "solid"]
    assert len(bars) == 31 + 6
    assert all(float(one.attrib["height"]) >= 0 for one in bars)
    assert "7" in [one.text for one in svg if one.attrib.get("class") == "mark bad"]


def test_page_where_all_agrees() -> None:
    text = as_html.page(Settled(MONTH, "soldDate", MONTH.until, Ledger(MONTH.last)))
    assert "모두 일치합니다" in text


def test_page_shows_the_first_of_very_many(made: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_html, "SHOWN", 2)
    assert "5 more: see --json" in as_html.page(made)


def test_page_names_whom_it_could_not_compare(made: Settled) -> None:
    made.errors, made.notes = [f"merchant {EVIL}"], ["merchant x was not asked for"]
    text = as_html.page(made)
    assert "비교하지 못했습니다: merchant" in text
    assert "merchant x was not asked for" in text
    assert EVIL not in text


def test_payout_in_a_far_year_is_not_in_the_picture(made: Settled) -> None:
    line = Line(merchant="m", sold="1970-01-02", paid_out="9998-01-01", amount=1, pay_out=1)
    made.ledger.add(line)
    text = as_html.page(made)
    assert "9998-01-01" in text
    assert text.count('class="solid"') == 31 + 6


def test_memory_does_not_grow_with_the_lines() -> None:
    """10,000 lines, all differences, are read back one by one; in a list they take 3 MB."""
    ledger = Ledger(MONTH.last)
    line = Line(
        merchant="m", difference="not_settled", sold="2026-10-02", here=1, order_id="x" * 60
    )
    ledger.add(line)
    tracemalloc.start()
    try:
        for number in range(10_000):
            ledger.add(replace(line, order_id=f"{number:060}"), is_listed=False)
        assert sum(1 for _ in ledger.read(differences=True)) == 10_001
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("name", list(Difference))
def test_every_difference_has_words(name: Difference) -> None:
    line = Line(merchant="m", difference=name, amount=1234567, here=None)
    for words in (explanations.what(line), explanations.next_step(line)):
        assert "{" not in words.ko + words.en
    assert explanations.TITLES[name].ko
