"""Payments by key and by order id, and the list of transactions."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from .support import CUSTOMER, Api

DAY = "startDate=2026-01-02&endDate=2026-01-03"


@pytest.fixture
def noon(sandbox) -> datetime:
    """The sandbox's clock stands still at noon in Korea."""
    at = datetime(2026, 1, 2, 3, tzinfo=UTC)
    sandbox.set_clock(at, frozen=True)
    return at


def listed(api: Api, query: str = DAY) -> list[tuple[str, int]]:
    return [(row["status"], row["amount"]) for row in api.get(f"/v1/transactions?{query}").json]


def test_a_payment_is_read_by_key_and_by_order_id(api: Api):
    payment = api.approved()

    assert api.read(payment["paymentKey"]) == payment
    assert api.get("/v1/payments/orders/order-0001").json == payment


def test_a_payment_under_way_can_be_read(api: Api):
    body = api.authenticated()

    payment = api.read(body["paymentKey"])

    assert payment["status"] == "IN_PROGRESS"
    assert payment["approvedAt"] is None
    assert payment["transactionKey"] is None
    assert payment["receipt"] is None
    assert payment["card"] is None


@pytest.mark.parametrize("path", ["/v1/payments/unknown", "/v1/payments/orders/unknown-order"])
def test_an_unknown_payment_is_not_found(api: Api, path):
    reply = api.get(path)

    assert reply.error == (404, "NOT_FOUND_PAYMENT")
    assert reply.json["message"] == "존재하지 않는 결제 정보 입니다."


def test_an_order_id_answers_its_newest_payment(api: Api):
    api.window(outcome="cancel")
    body = api.authenticated()

    found = api.get("/v1/payments/orders/order-0001").json

    assert found["paymentKey"] == body["paymentKey"]


def test_payment_keys_hold_mid_and_time(api: Api, noon):
    assert api.authenticated()["paymentKey"].startswith("tosspayments20260102120000")


def test_ids_repeat_with_the_seed(api: Api, noon):
    first = api.approved()
    api.sandbox.reset()
    api.sandbox.set_clock(noon, frozen=True)

    assert api.approved() == first


def test_an_approval_is_a_transaction(api: Api, noon):
    payment = api.approved()

    assert api.get(f"/v1/transactions?{DAY}").json == [
        {
            "mId": "tosspayments",
            "transactionKey": payment["transactionKey"],
            "paymentKey": payment["paymentKey"],
            "orderId": "order-0001",
            "method": "카드",
            "customerKey": CUSTOMER,
            "useEscrow": False,
            "receiptUrl": payment["receipt"]["url"],
            "status": "DONE",
            "transactionAt": "2026-01-02T12:00:00+09:00",
            "currency": "KRW",
            "amount": 15000,
        }
    ]


def test_each_cancel_is_a_transaction(api: Api, noon):
    payment = api.approved()
    api.cancel(payment["paymentKey"], cancelAmount=5000)
    cancelled = api.approved("order-0002")
    api.cancel(cancelled["paymentKey"])
    api.window("order-0003", outcome="cancel")

    assert sorted(listed(api)) == [
        ("CANCELED", 15000),
        ("DONE", 15000),
        ("DONE", 15000),
        ("PARTIAL_CANCELED", 5000),
    ]
    keys = [row["transactionKey"] for row in api.get(f"/v1/transactions?{DAY}").json]
    assert len(set(keys)) == 4


def test_transactions_are_listed_between_two_times(api: Api, noon):
    api.approved()
    at = quote(noon.isoformat())
    later = quote((noon + timedelta(seconds=1)).isoformat())

    assert listed(api, f"startDate={at}&endDate={at}")
    assert not listed(api, f"startDate={later}&endDate={later}")
    assert not listed(api, "startDate=2026-01-01&endDate=2026-01-02")


def test_times_may_lack_an_offset_or_have_it_unescaped(api: Api, noon):
    api.approved()

    assert listed(api, "startDate=2026-01-02T12:00:00&endDate=2026-01-02T12:00:00.000")
    assert listed(api, "startDate=2026-01-02T12:00:00+09:00&endDate=2026-01-03")


def test_transactions_are_paged_by_transaction_key(api: Api, noon):
    for number in range(3):
        api.approved(f"order-000{number}", amount=1000 + number)

    first = api.get(f"/v1/transactions?{DAY}&limit=2").json
    rest = f"{DAY}&limit=2&startingAfter={first[-1]['transactionKey']}"

    assert [row["amount"] for row in first] == [1000, 1001]
    assert listed(api, rest) == [("DONE", 1002)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "startDate=2026-01-02",
        "endDate=2026-01-02",
        "startDate=yesterday&endDate=2026-01-02",
        f"{DAY}&limit=0",
        f"{DAY}&limit=5001",
        f"{DAY}&limit=x",
        f"{DAY}&startingAfter=unknown",
    ],
)
def test_wrong_queries_are_invalid_requests(api: Api, query):
    assert api.get(f"/v1/transactions?{query}").error == (400, "INVALID_REQUEST")
