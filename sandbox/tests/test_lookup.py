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
    ("query", "code"),
    [
        ("", "INVALID_REQUEST"),
        ("startDate=2026-01-02", "INVALID_REQUEST"),
        ("endDate=2026-01-02", "INVALID_REQUEST"),
        ("startDate=yesterday&endDate=2026-01-02", "INVALID_ISO_DATE_FORMAT"),
        ("startDate=2026-01-03&endDate=2026-01-02", "INVALID_DATE"),
        (f"{DAY}&limit=0", "INVALID_REQUEST"),
        (f"{DAY}&limit=5001", "EXCEED_MAX_QUERY_LIMIT"),
        (f"{DAY}&limit=x", "INVALID_REQUEST"),
        (f"{DAY}&limit=-1", "INVALID_REQUEST"),
        (f"{DAY}&startingAfter=unknown", "INVALID_PAGING_KEY"),
    ],
)
def test_wrong_queries_have_codes_of_their_own(api: Api, query, code):
    assert api.get(f"/v1/transactions?{query}").error == (400, code)


def test_cancels_may_be_no_rows_of_their_own(api: Api, sandbox, noon):
    sandbox.settings(cancelRows=False)
    first, second, _ = (api.approved(f"order-000{number}") for number in (1, 2, 3))
    api.cancel(first["paymentKey"], cancelAmount=5000)
    cancelled = api.cancel(second["paymentKey"]).json

    rows = api.get(f"/v1/transactions?{DAY}").json

    assert [(row["status"], row["amount"]) for row in rows] == [
        ("PARTIAL_CANCELED", 15000),
        ("CANCELED", 15000),
        ("DONE", 15000),
    ]
    assert rows[1]["transactionKey"] == second["transactionKey"]
    assert listed(api, f"{DAY}&limit=1&startingAfter={rows[0]['transactionKey']}") == [
        ("CANCELED", 15000)
    ]
    after = f"{DAY}&startingAfter={cancelled['lastTransactionKey']}"
    assert api.get(f"/v1/transactions?{after}").error == (400, "INVALID_PAGING_KEY")


def test_transactions_are_in_the_order_of_time_even_if_the_clock_goes_back(api: Api, sandbox, noon):
    first = api.approved("order-0001", amount=1000)
    sandbox.advance(60)
    api.approved("order-0002", amount=2000)
    sandbox.advance(60)
    api.cancel(first["paymentKey"], cancelAmount=300)
    sandbox.set_clock(noon + timedelta(seconds=30), frozen=True)
    api.approved("order-0003", amount=3000)

    assert [amount for _, amount in listed(api)] == [1000, 3000, 2000, 300]


def test_every_page_of_a_window_together_is_the_window(api: Api, sandbox, noon):
    sandbox.bulk(50, since=noon.isoformat(), seconds=1, cancelEvery=5)
    window = f"startDate={quote((noon + timedelta(seconds=10)).isoformat())}&endDate=2026-01-03"
    whole = api.get(f"/v1/transactions?{window}&limit=5000").json

    pages, after = [], ""
    while page := api.get(f"/v1/transactions?{window}&limit=7{after}").json:
        pages += page
        after = f"&startingAfter={page[-1]['transactionKey']}"

    assert pages == whole
    assert len(whole) == 40 + 8
    assert len({row["transactionKey"] for row in whole}) == 48


def test_a_merchant_sees_its_own_transactions_only(api: Api, sandbox, noon):
    sandbox.add_keys("test_ck_other", "test_sk_other", "other")
    theirs = sandbox.bulk(1, clientKey="test_ck_other", amount=700)
    api.approved()

    assert listed(api) == [("DONE", 15000)]
    (row,) = api.get(f"/v1/transactions?{DAY}", secret_key="test_sk_other").json
    assert (row["mId"], row["amount"]) == ("other", 700)
    assert row["paymentKey"] == theirs[0]["paymentKey"]
    path = f"/v1/transactions?{DAY}&startingAfter={row['transactionKey']}"
    assert api.get(path).error == (400, "INVALID_PAGING_KEY")


def test_a_transaction_outside_of_the_window_is_no_place_to_start(api: Api, sandbox, noon):
    sandbox.bulk(3, since=noon.isoformat(), seconds=60)
    first = api.get(f"/v1/transactions?{DAY}").json[0]["transactionKey"]
    start = quote((noon + timedelta(seconds=60)).isoformat())

    path = f"/v1/transactions?startDate={start}&endDate=2026-01-03&startingAfter={first}"
    assert api.get(path).error == (400, "INVALID_PAGING_KEY")


def test_rows_of_another_system_stand_in_their_place(api: Api, noon):
    api.documented = False
    sandbox = api.sandbox
    sandbox.bulk(2, amount=7000, since=noon.isoformat(), seconds=60)

    made = sandbox.foreign_row(
        {"currency": "USD", "amount": 726.24, "orderId": "ORDER_20240509_1"},
        at=(noon + timedelta(seconds=30)).isoformat(),
    )
    sandbox.foreign_row({"amount": None}, without=["transactionKey", "orderId"])
    sandbox.foreign_row("no object at all")

    rows = api.get(f"/v1/transactions?{DAY}").json
    assert [row["amount"] for row in rows[:-1] if row != "no object at all"] == [
        7000,
        None,
        726.24,
    ]
    assert rows[-1]["amount"] == 7000
    assert made in rows
    (nameless,) = [row for row in rows if isinstance(row, dict) and row["amount"] is None]
    assert not {"transactionKey", "orderId"} & nameless.keys()
    later = api.get(f"/v1/transactions?{DAY}&startingAfter={made['transactionKey']}").json
    assert later == rows[-1:]


def test_a_payment_is_shown_otherwise_than_it_is(api: Api, noon):
    api.documented = False
    payment = api.approved()
    company = {"amount": 15000, "company": "우리", "number": "5327****"}

    shown = api.sandbox.show(
        payment["paymentKey"],
        payment={"version": "1.4", "card": company},
        row={"amount": "a lot"},
        without=["currency"],
    )

    assert api.read(payment["paymentKey"]) == shown
    assert shown["card"] == company
    assert "currency" not in shown
    (row,) = api.get(f"/v1/transactions?{DAY}").json
    assert row["amount"] == "a lot"
    assert "currency" not in row


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("transactions", {"without": "orderId"}),
        ("transactions", {"at": "noon"}),
        ("transactions", {"rows": []}),
        ("transactions", {"row": {"orderId": "\ud800"}}),
        ("transactions", {"clientKey": "test_ck_unknown"}),
        ("payments/unknown/shown", {"row": {}}),
    ],
)
def test_a_row_that_cannot_be_made_is_told(api: Api, path, body):
    from brandpay_sandbox.testing import ControlError

    with pytest.raises(ControlError):
        api.sandbox.control("POST", path, body)


def test_a_payment_cannot_be_shown_as_no_object(api: Api):
    from brandpay_sandbox.testing import ControlError

    with pytest.raises(ControlError, match="must be an object"):
        api.sandbox.show(api.approved()["paymentKey"], payment=[])
