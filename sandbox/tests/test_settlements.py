"""GET /v1/settlements."""

from datetime import UTC, datetime

import pytest

from .support import Api

JANUARY = "startDate=2026-01-01&endDate=2026-01-31"


@pytest.fixture(autouse=True)
def _noon(sandbox) -> None:
    sandbox.set_clock(datetime(2026, 1, 2, 3, tzinfo=UTC), frozen=True)


def rows(api: Api, query: str = JANUARY) -> list:
    return api.get(f"/v1/settlements?{query}").json


def test_a_sale_and_its_refund_are_rows_that_net(api: Api):
    paid = api.approved()
    cancelled = api.cancel(paid["paymentKey"], cancelAmount=5000).json

    sale, refund = rows(api)

    assert (sale["amount"], sale["supplyAmount"], sale["vat"]) == (15000, 375, 37)
    assert (sale["fee"], sale["payOutAmount"]) == (412, 14588)
    assert (sale["soldDate"], sale["paidOutDate"]) == ("2026-01-02", "2026-01-09")
    assert sale["card"]["issuerCode"] == "41"
    assert sale["cancel"] is None
    assert (refund["amount"], refund["payOutAmount"]) == (-5000, -4863)
    assert refund["cancel"] == cancelled["cancels"][0]
    assert refund["transactionKey"] == cancelled["lastTransactionKey"]
    assert all(one["payOutAmount"] == one["amount"] - one["fee"] for one in (sale, refund))


def test_they_are_asked_for_by_the_day_of_paying_out(api: Api):
    api.approved()

    assert len(rows(api, "startDate=2026-01-09&endDate=2026-01-09&dateType=paidOutDate")) == 1
    assert rows(api, "startDate=2026-01-03&endDate=2026-01-08&dateType=paidOutDate") == []
    assert len(rows(api, "startDate=2026-01-02&endDate=2026-01-02&dateType=soldDate")) == 1
    assert rows(api, "startDate=2026-01-03&endDate=2026-01-31") == []
    times = "startDate=2026-01-02T00:00:00&endDate=2026-01-02T23:59:59"
    assert len(rows(api, times)) == 1


def test_days_are_koreas(api: Api, sandbox):
    sandbox.set_clock(datetime(2026, 1, 2, 15, tzinfo=UTC), frozen=True)
    api.approved()

    assert rows(api)[0]["soldDate"] == "2026-01-03"


def test_pages(api: Api, sandbox):
    sandbox.bulk(5)

    pages = [len(rows(api, f"{JANUARY}&size=2&page={page}")) for page in (1, 2, 3, 4)]
    assert pages == [2, 2, 1, 0]


def test_rows_of_other_systems_and_currencies(api: Api, sandbox):
    api.documented = False
    row = sandbox.foreign_settlement({"currency": "USD", "amount": 726.24}, without=["card"])
    sandbox.foreign_settlement("no object")
    sandbox.foreign_settlement(amount=-700)

    listed = rows(api)
    assert listed[:2] == [row, "no object"]
    assert (listed[0]["amount"], "card" in listed[0]) == (726.24, False)
    assert listed[2]["payOutAmount"] == -682


def test_each_merchant_has_its_own(api: Api, sandbox):
    sandbox.add_keys("test_ck_other", "test_sk_other", "other")
    api.approved()

    assert api.get(f"/v1/settlements?{JANUARY}", secret_key="test_sk_other").json == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "INVALID_REQUEST"),
        ("startDate=2026-01-01", "INVALID_REQUEST"),
        ("startDate=2026-01-01T25:00&endDate=2026-01-31", "INVALID_ISO_DATE_FORMAT"),
        ("startDate=2026-1-1&endDate=2026-01-31", "INVALID_ISO_DATE_FORMAT"),
        ("startDate=2026-02-30&endDate=2026-03-01", "INVALID_ISO_DATE_FORMAT"),
        ("startDate=2026-01-31&endDate=2026-01-01", "INVALID_DATE"),
        (f"{JANUARY}&dateType=approvedAt", "INVALID_REQUEST"),
        (f"{JANUARY}&size=5001", "EXCEED_MAX_QUERY_LIMIT"),
        (f"{JANUARY}&page=0", "INVALID_REQUEST"),
    ],
)
def test_wrong_queries(api: Api, query, code):
    assert api.get(f"/v1/settlements?{query}").error == (400, code)
