"""The page in the dashboard's navigation, without the doctor, who needs a real Saleor."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.clock import now
from saleor_brandpay.core.linked import ShopOrder
from saleor_brandpay.core.settlements.line import NAMES, Line
from saleor_brandpay.http.staff import overview, shop_orders
from saleor_brandpay.http.staff.asked import PAGE
from saleor_brandpay.models import Attempt, Event, Finding, Kind, Reconciliation, SettledMonth
from tests.core.shop import Shop

MARKUP = "<script>alert(1)</script>"
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """As the door makes one."""

    channel_pks: frozenset[int] | None = None
    language: str = "en"


def shown(part: str, reader: Reader | None = None, **form: str) -> str:
    return overview.body(reader or Reader(), {"part": part, **form})


@pytest.fixture(autouse=True)
def _orders(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Saleor's, which only a real one has (tests/saleor)."""
    settings.BRANDPAY_DASHBOARD_URL = "https://shop.test/dashboard"
    monkeypatch.setattr(
        shop_orders,
        "by_number",
        lambda numbers: {one: ShopOrder("T3JkZXI6" + one) for one in numbers},
    )


# What may be asked.


@pytest.mark.parametrize("part", ["days", "reconciling", "events", "settlements"])
@pytest.mark.parametrize("language", ["ko", "en", "both"])
def test_nothing_recorded_at_all(db: None, part: str, language: str) -> None:
    html = shown(part, Reader(language=language))
    assert ("Per day" in html, "일별 합계" in html) == (language != "ko", language != "en")


@pytest.mark.parametrize(
    "form",
    [
        {"part": "nonsense"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "1000000000"},
        {"page": "9" * 5000},
        {"page": "٣"},
        {"run": "99999"},
        {"run": "9" * 19},
        {"run": "1; drop table"},
        {"month": "2026-13"},
        {"month": "9998-12"},
        {"month": "\0"},
        {"part": "\0", "run": MARKUP, "month": MARKUP, "page": MARKUP, "accessToken": MARKUP},
    ],
)
@pytest.mark.parametrize("part", ["reconciling", "events", "settlements"])
def test_whatever_stands_in_the_form(
    parked: Any, run: Any, part: str, form: dict[str, str]
) -> None:
    parked(3)
    run(findings=3)
    month("2026-01")
    html = overview.body(Reader(), {"part": part, "month": "", **form} | {"part": part})
    assert "<script" not in html
    assert "<article>" in html or "<td" in html


def test_the_token_is_posted_again_and_nothing_else_of_the_form(db: None) -> None:
    html = shown("events", accessToken='a"b', appId="App", saleorApiUrl="https://x", other="o1234")
    assert 'name="accessToken" value="a&quot;b"' in html
    assert "o1234" not in html


# Parked events.


@pytest.fixture
def parked(db: None) -> Any:
    def make(count: int, **values: Any) -> None:
        Event.objects.bulk_create(
            Event(
                **{
                    "fingerprint": uuid.uuid4().hex,
                    "event_type": "PAYMENT_STATUS_CHANGED",
                    "channel_pk": 1,
                    "received_at": now() - 5 * DAY,
                    "error": f"reason {number:04}",
                    "tries": 7,
                    **values,
                }
            )
            for number in range(count)
        )

    return make


def test_parked_events_with_age_and_reason(parked: Any) -> None:
    parked(1, error=f"Toss could not be asked {MARKUP}")
    parked(1, due_at=now(), error="still tried")
    parked(1, done_at=now(), error="done")
    html = shown("events")
    assert "1 wait for a person." in html
    assert "Toss could not be asked &lt;script&gt;" in html
    assert "<td>5</td>" in html
    assert "still tried" not in html
    assert "replay" in html


def test_parked_events_page_by_page(parked: Any) -> None:
    parked(PAGE + 1)
    first, second = shown("events"), shown("events", page="2")
    assert (first.count("reason 0"), second.count("reason 0")) == (PAGE, 1)
    assert shown("events", page="1000000000") == second
    assert 'name="page" value="2"' in first


def test_events_of_other_channels_are_not_shown(parked: Any) -> None:
    parked(1, channel_pk=1, error="mine")
    parked(1, channel_pk=2, error="theirs")
    html = shown("events", Reader(frozenset({1})))
    assert "mine" in html
    assert "theirs" not in html
    assert "1 wait for a person." in html
    assert "None of your channels waits" in shown("events", Reader(frozenset()))


# Reconciling.


@pytest.fixture
def run(shop: Shop) -> Any:
    attempt = shop.paid(shop.bill())

    def make(findings: int = 0, **values: Any) -> Reconciliation:
        made = Reconciliation.objects.create(
            asked=uuid.uuid4().hex,
            since=now() - 8 * DAY,
            until=now(),
            started_at=now(),
            finished_at=now(),
        )
        stretch = made.stretches.create(
            merchant=attempt.merchant, since=made.since, until=made.until, phase=4, approved=12345
        )
        Finding.objects.bulk_create(
            Finding(
                **{
                    "reconciliation": made,
                    "stretch": stretch,
                    "kind": Kind.PAID_WITHOUT_ORDER,
                    "reason": "not_booked",
                    "order_id": f"order-{number:06}",
                    "attempt_pk": attempt.pk,
                    "order": "77",
                    "toss_won": 15000,
                    "at": now(),
                    **values,
                }
            )
            for number in range(findings)
        )
        return made

    make.attempt = attempt  # type: ignore[attr-defined]
    return make


def test_a_difference_with_what_to_do_and_its_order(run: Any) -> None:
    run(findings=1)
    html = shown("reconciling")
    assert "1 differences are left." in html
    assert "Toss holds 15,000 won that Saleor knows nothing of." in html
    assert "Run it again with --heal" in html
    link = '<a href="https://shop.test/dashboard/orders/T3JkZXI677" target="_blank"'
    assert link in html


def test_payment_keys_are_masked(run: Any) -> None:
    run(findings=1, payment_key="tviva20261201abcdefghijk")
    html = shown("reconciling")
    assert "…ijk" in html
    assert "tviva" not in html


def test_names_of_others_are_escaped(run: Any) -> None:
    run(findings=1, order_id=MARKUP, payment_key=MARKUP, order=MARKUP, left=MARKUP)
    html = shown("reconciling")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_an_older_run_is_chosen_and_an_unknown_one_is_said(run: Any) -> None:
    old = run(findings=1, order_id="of-the-old-one")
    run(findings=0)
    assert "Everything agrees" in shown("reconciling")
    assert "of-the-old-one" in shown("reconciling", run=str(old.pk))
    assert "There is no such run" in shown("reconciling", run="999999")


def test_a_run_that_is_not_over_does_not_agree(run: Any) -> None:
    Reconciliation.objects.filter(pk=run().pk).update(finished_at=None)
    html = shown("reconciling")
    assert "Everything agrees" not in html
    assert "Not everything was compared" in html


def test_payments_of_other_systems_are_no_difference(run: Any) -> None:
    run(findings=1, kind=Kind.FOREIGN, reason="other_system")
    assert "Everything agrees" in shown("reconciling")


def test_differences_of_other_channels_are_not_shown(run: Any) -> None:
    made = run(findings=1, order_id="mine")
    of_none = {"reconciliation": made, "stretch": made.stretches.get(), "attempt_pk": None}
    run_values = {"kind": Kind.LOST, "reason": "lost", "order_id": "nobodys"}
    Finding.objects.create(**of_none, **run_values)
    mine, theirs = Reader(frozenset({1})), Reader(frozenset({2}))
    assert "nobodys" in shown("reconciling")
    html = shown("reconciling", mine)
    assert ("mine" in html, "nobodys" in html) == (True, False)
    assert "12,345" in shown("reconciling")
    assert "12,345" not in html
    html = shown("reconciling", theirs)
    assert ("mine" in html, "nobodys" in html) == (False, False)
    assert "differences are left" not in html


@pytest.mark.parametrize(
    ("language", "left", "agrees"),
    [
        ("ko", "담당 채널에 1건의 차이가", "담당 채널에서는 모두 일치합니다."),
        ("en", "1 differences are left in your channels.", "Everything agrees in your channels."),
    ],
)
def test_what_is_true_of_his_channels_alone_says_so(
    run: Any, language: str, left: str, agrees: str
) -> None:
    run(findings=1)
    assert left in shown("reconciling", Reader(frozenset({1}), language))
    assert agrees in shown("reconciling", Reader(frozenset({2}), language))
    whole = shown("reconciling", Reader(None, language))
    assert left not in whole
    assert "your channels" not in whole
    assert "담당 채널" not in whole


@pytest.mark.parametrize("part", ["days", "reconciling", "events"])
def test_each_part_says_that_it_is_of_his_channels(db: None, part: str) -> None:
    said = "Only what is of your channels is shown"
    assert said in shown(part, Reader(frozenset({1})))
    assert said not in shown(part)


def test_as_many_queries_for_many_differences(run: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown("reconciling")
        return len(queries)

    run(findings=1)
    few = asked()
    run(findings=PAGE * 3)
    assert asked() == few <= 10


# Settlements.


def month(name: str, differences: int = 0, **values: Any) -> None:
    line = Line(merchant="mid", difference="not_settled", order="8", order_id="of-8", here=9000)
    SettledMonth.objects.create(
        month=name,
        read_at=datetime.datetime(2026, 2, 1, 15, tzinfo=datetime.UTC),
        totals={
            "merchants": ["mid"],
            "agrees": not differences,
            "totals": {"sold": {"rows": 3, "won": 45000, "won_here": 45000}},
            "titles": [["sold", "매출", "sold"]],
            "payouts": [{"date": "2026-01-07", "won": 44000, "won_of_others": 0, "paid": False}],
            "classes": {"not_settled": differences},
            "notes": [],
            "errors": [],
            **values,
        },
        differences=[[getattr(line, one) for one in NAMES]] * differences,
    )


def test_a_month_as_it_was_read(db: None) -> None:
    month("2026-01", 1)
    html = shown("settlements")
    assert "2026-02-02 00:00" in html, "Seoul's time"
    assert "<td>3</td><td>45,000</td>" in html
    assert "of-8" in html
    assert "9,000 won were paid here, and Toss lists no settlement of them." in html


def test_a_difference_of_a_month_links_to_its_order(db: None) -> None:
    month("2026-01", 2)
    html = shown("settlements")
    link = '<a href="https://shop.test/dashboard/orders/T3JkZXI68" target="_blank"'
    assert html.count(link) == 2


def test_a_difference_is_no_link_where_the_dashboard_is_not_known(db: None, settings: Any) -> None:
    settings.BRANDPAY_DASHBOARD_URL = ""
    month("2026-01", 1)
    assert "order 8 ·" in shown("settlements")


def test_a_month_that_was_read_again_in_part_says_so(db: None) -> None:
    month("2026-01")
    assert "not completely" not in shown("settlements")
    SettledMonth.objects.update(tried_at=now(), problems=[f"merchant two: {MARKUP}"])
    html = shown("settlements")
    assert "this is as it was when it was complete" in html
    assert "merchant two: &lt;script&gt;" in html


def test_as_many_queries_for_many_differences_of_a_month(db: None) -> None:
    month("2026-01", PAGE * 3)
    with CaptureQueriesContext(connection) as queries:
        shown("settlements")
    assert len(queries) <= 3


def test_the_newest_month_where_none_or_an_unknown_one_is_asked_for(db: None) -> None:
    month("2026-01")
    month("2025-12")
    assert "2026-01: Payments and settlements agree." in shown("settlements")
    assert "2025-12: Payments" in shown("settlements", month="2025-12")
    html = shown("settlements", month="2027-01")
    assert "2027-01: the settlements of this month were never read." in html
    assert "2026-01: Payments" in html


def test_a_payout_becomes_due_as_days_pass(db: None) -> None:
    month("2026-01")
    assert "paid out</td>" in shown("settlements")


def test_errors_of_a_month_are_escaped(db: None) -> None:
    month("2026-01", errors=[MARKUP], agrees=False)
    html = shown("settlements")
    assert "Not everything was compared" in html
    assert "<script" not in html


def test_settlements_are_for_staff_of_all_channels(db: None) -> None:
    month("2026-01", 1)
    html = shown("settlements", Reader(frozenset({1})))
    assert "restricted to none" in html
    assert "45,000" not in html


# Per day.


def test_today_counts_in_the_channels_that_he_may_see(shop: Shop) -> None:
    paid = shop.paid(shop.bill(15000))
    assert Attempt.objects.get(pk=paid.pk).channel_pk == 1
    assert "<td>1</td><td>15,000</td>" in shown("days")
    assert "Test payments" in shown("days")
    assert "15,000" in shown("days", Reader(frozenset({1})))
    assert "<td>1</td><td>15,000</td>" not in shown("days", Reader(frozenset({2})))
