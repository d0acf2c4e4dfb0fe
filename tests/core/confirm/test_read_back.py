"""M5, M9: an outcome is decided by status, order id and amount, on Toss's clock."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.errors import (
    MalformedAnswer,
    NoAnswer,
    NotFound,
    NotSent,
    Refused,
    ServerError,
    TossBusy,
)
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.confirm import read_back
from saleor_brandpay.core.confirm.context import Failed
from saleor_brandpay.core.confirm.read_back import ReadBack, Seen
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt
from tests.core.shop import Shop
from tests.core.sync.scenes import fresh, lost_answer

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def attempt(shop: Shop) -> Attempt:
    return shop.open(shop.bill())


def missing(attempt: Attempt, date: datetime.datetime | None) -> read_back.ReadBack:
    return read_back._missing(attempt, NotFound("none", code="NOT_FOUND_PAYMENT", date=date))


def test_missing_payment_ends_an_attempt_after_its_window_only(attempt: Attempt) -> None:
    ends = attempt.opened_at + Attempt.WINDOW_ENDS
    assert missing(attempt, None) == ReadBack(seen=Seen.UNAPPROVED, code="NOT_FOUND_PAYMENT")
    assert missing(attempt, ends).seen is Seen.UNAPPROVED
    ended = missing(attempt, ends + SECOND)
    assert (ended.seen, ended.code) == (Seen.CLOSED, "EXPIRED")


def test_refusal_of_our_own_order_id_says_nothing_of_the_money(shop: Shop) -> None:
    """A gateway before Toss, say: whoever took it for "not approved" would charge once more."""
    bill = shop.bill()
    attempt = lost_answer(shop, bill)
    shop.sandbox.fault("payment_by_order_id", "refuse", times=None, code="INVALID_REQUEST")
    shop.sandbox.fault("payment", "refuse", times=None, code="INVALID_REQUEST")
    read = read_back.read(fresh(attempt), merchants.client(attempt.merchant), Deadline.after(5))
    assert (read.seen, read.code) == (Seen.UNREADABLE, "INVALID_REQUEST")
    assert shop.resume(bill) == Failed(problem=problems.CHECKING)


@pytest.fixture
def payment(shop: Shop, attempt: Attempt) -> dict[str, Any]:
    """As Toss shows it once it is approved."""
    shop.resume(shop_bill(shop, attempt), shop.buy(attempt))
    (raw,) = shop.sandbox.payments()
    assert raw["status"] == "DONE"
    return raw


def shop_bill(shop: Shop, attempt: Attempt) -> Any:
    bill = shop.bill(pk=attempt.payment_pk)
    bill.checkout = attempt.source_id
    return bill


FAILURE = {"code": "REJECT_CARD_PAYMENT", "message": "한도초과"}


@pytest.mark.parametrize(
    ("shown", "seen", "code"),
    [
        ({}, Seen.APPROVED, ""),
        ({"totalAmount": 14999}, Seen.WRONG, "AMOUNT_MISMATCH"),
        ({"totalAmount": 15001}, Seen.WRONG, "AMOUNT_MISMATCH"),
        ({"currency": "USD"}, Seen.WRONG, "AMOUNT_MISMATCH"),
        ({"mId": "another"}, Seen.UNREADABLE, "FOREIGN_MERCHANT"),
        ({"mId": ""}, Seen.APPROVED, ""),
        ({"paymentKey": "k" * 201}, Seen.UNREADABLE, "FOREIGN_MERCHANT"),
        ({"paymentKey": "k" * 200}, Seen.APPROVED, ""),
        ({"status": "CANCELED", "balanceAmount": 0}, Seen.CLOSED, "CANCELED"),
        ({"status": "CANCELED", "balanceAmount": 1}, Seen.WRONG, "PARTLY_CANCELED"),
        ({"status": "PARTIAL_CANCELED", "balanceAmount": 1}, Seen.WRONG, "PARTLY_CANCELED"),
        ({"status": "ABORTED", "failure": FAILURE}, Seen.CLOSED, "REJECT_CARD_PAYMENT"),
        ({"status": "ABORTED", "failure": None}, Seen.CLOSED, "ABORTED"),
        ({"status": "EXPIRED", "failure": None}, Seen.CLOSED, "EXPIRED"),
        ({"status": "READY"}, Seen.UNAPPROVED, "READY"),
        ({"status": "IN_PROGRESS"}, Seen.UNAPPROVED, "IN_PROGRESS"),
        ({"status": "SOMETHING_NEW"}, Seen.UNREADABLE, "SOMETHING_NEW"),
    ],
    ids=str,
)
def test_judged(
    attempt: Attempt, payment: dict[str, Any], shown: dict[str, Any], seen: Seen, code: str
) -> None:
    attempt.merchant.refresh_from_db()
    assert attempt.merchant.mid
    found = Payment.parse(payment | shown)
    judged = read_back.judge(attempt, found)
    assert (judged.seen, judged.code) == (seen, code)
    assert judged.payment is found
    assert judged.message == (FAILURE["message"] if shown.get("failure") else "")


def test_payment_of_another_order_id_shows_nothing_of_this_one(
    attempt: Attempt, payment: dict[str, Any]
) -> None:
    judged = read_back.judge(attempt, Payment.parse(payment | {"orderId": "another"}))
    assert judged == ReadBack(seen=Seen.UNAPPROVED, code="FOREIGN_PAYMENT")


@pytest.mark.parametrize(
    ("earlier", "seen"),
    [(read_back.CLOCKS - SECOND, Seen.APPROVED), (read_back.CLOCKS + SECOND, Seen.UNREADABLE)],
    ids=str,
)
def test_approval_that_is_older_than_its_attempt_is_somebody_elses(
    attempt: Attempt, payment: dict[str, Any], earlier: datetime.timedelta, seen: Seen
) -> None:
    """By more than the clocks of two machines may differ (M9)."""
    at = (attempt.opened_at - earlier).isoformat()
    found = Payment.parse(payment | {"approvedAt": at})
    judged = read_back.judge(attempt, found)
    assert (judged.seen, judged.payment) == (seen, found)
    assert judged.code == ("" if seen is Seen.APPROVED else "OLDER_APPROVAL")


@pytest.mark.parametrize(
    ("shown", "stands"),
    [
        ({}, True),
        ({"status": "CANCELED"}, False),
        ({"status": "IN_PROGRESS"}, False),
        ({"orderId": "a third one"}, False),
        ({"paymentKey": "another"}, False),
    ],
    ids=str,
)
def test_approval_under_another_order_id_stands_as_it_is_read_once_more(
    payment: dict[str, Any], shown: dict[str, Any], stands: bool
) -> None:
    """Only money that Toss still holds is given back."""
    approved = Payment.parse(payment | {"orderId": "another order"})
    read = Payment.parse(payment | {"orderId": "another order"} | shown)
    # A whole Toss that shows one payment under another order id cannot be had.
    client: Any = SimpleNamespace(payment=lambda *_, **__: SimpleNamespace(value=read))
    found = read_back.read_foreign(approved, client, Deadline.after(1))
    assert (found is not None) is stands
    if found:
        assert (found.seen, found.payment, found.code) == (Seen.WRONG, read, "ORDER_MISMATCH")


def test_read_by_the_key_that_is_kept_and_else_by_the_order_id(shop: Shop) -> None:
    opened, paid = shop.open(shop.bill()), fresh(shop.paid(shop.bill()))
    shop.sandbox.clear_requests()
    for attempt in (opened, paid):
        read_back.read(attempt, merchants.client(attempt.merchant), Deadline.after(5))
    assert [one["path"].split("/payments/")[1] for one in shop.sandbox.requests()] == [
        f"orders/{opened.order_id}",
        paid.payment_key,
    ]


@pytest.mark.parametrize("confirmed", [True, False])
def test_only_the_key_that_was_confirmed_ends_an_attempt(shop: Shop, confirmed: bool) -> None:
    """Of any other one Toss is asked by the order id too: two windows may have been opened."""
    attempt = shop.open(shop.bill())
    key = shop.buy(attempt)["paymentKey"]
    attempt.payment_key = key if confirmed else "another"
    shop.sandbox.show(key, payment={"status": "ABORTED"})
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    client = merchants.client(attempt.merchant)
    read = read_back.read(attempt, client, Deadline.after(5), key)
    assert read.seen is (Seen.CLOSED if confirmed else Seen.UNREADABLE)


@pytest.mark.parametrize(
    ("shown", "seen"),
    [("IN_PROGRESS", Seen.CLOSED), ("ABORTED", Seen.CLOSED), ("DONE", Seen.APPROVED)],
)
def test_key_that_was_ended_counts_where_the_order_id_shows_no_approval(
    shop: Shop, shown: str, seen: Seen
) -> None:
    attempt = shop.open(shop.bill())
    key, other = (shop.buy(attempt)["paymentKey"] for _ in range(2))
    shop.sandbox.show(key, payment={"status": "ABORTED"})
    shop.sandbox.show(other, payment={"status": shown})
    client = merchants.client(attempt.merchant)
    assert read_back.read(attempt, client, Deadline.after(5), key).seen is seen


def malformed(order_id: str) -> MalformedAnswer:
    error = MalformedAnswer("currency")
    error.order_id = order_id
    return error


ERRORS = [
    (Refused(code="INVALID_REQUEST", http_status=400), False, Seen.UNREADABLE, "INVALID_REQUEST"),
    (Refused(code="INVALID_REQUEST", http_status=400), True, Seen.UNAPPROVED, "INVALID_REQUEST"),
    (Refused(code="NO_SUCH_PAGE", http_status=404), False, Seen.UNAPPROVED, "NO_SUCH_PAGE"),
    (ServerError(code="FAILED", http_status=500), True, Seen.UNREADABLE, "FAILED"),
    (NoAnswer(), True, Seen.UNREADABLE, "NoAnswer"),
    (malformed("another"), False, Seen.UNAPPROVED, "FOREIGN_PAYMENT"),
    (malformed("order-1"), False, Seen.UNREADABLE, "MalformedAnswer"),
    (malformed(""), True, Seen.UNREADABLE, "MalformedAnswer"),
    (ValueError(), True, Seen.UNREADABLE, "ValueError"),
    (TossBusy(code="TOSS_BUSY"), True, Seen.UNREADABLE, "TOSS_BUSY"),
]


@pytest.mark.parametrize(("error", "by_key", "seen", "code"), ERRORS, ids=repr)
def test_what_cannot_be_read_says_nothing_unless_toss_knows_no_such_payment(
    error: Exception, by_key: bool, seen: Seen, code: str
) -> None:
    """A key that a buyer sent may name nothing; our own order id names what Toss has of it."""

    def fetch() -> Any:
        raise error

    not_sent = error if isinstance(error, NotSent) else None
    found = read_back._look(Attempt(order_id="order-1"), fetch, by_key=by_key)
    assert found == ReadBack(seen=seen, code=code, not_sent=not_sent)
