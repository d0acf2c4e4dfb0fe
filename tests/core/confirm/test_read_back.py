"""M5, M9: an outcome is decided by status, order id and amount, on Toss's clock."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.errors import NotFound
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.core.confirm import read_back
from saleor_brandpay.core.confirm.context import Failed
from saleor_brandpay.core.confirm.read_back import Seen
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
    assert missing(attempt, None).seen is Seen.UNAPPROVED
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


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ({}, Seen.APPROVED),
        ({"totalAmount": 14999}, Seen.WRONG),
        ({"totalAmount": 15001}, Seen.WRONG),
        ({"currency": "USD"}, Seen.WRONG),
        ({"orderId": "another"}, Seen.UNAPPROVED),
        ({"mId": "another"}, Seen.UNREADABLE),
        ({"paymentKey": "k" * 201}, Seen.UNREADABLE),
        ({"paymentKey": "k" * 200}, Seen.APPROVED),
        ({"status": "CANCELED", "balanceAmount": 0}, Seen.CLOSED),
        ({"status": "PARTIAL_CANCELED", "balanceAmount": 1}, Seen.WRONG),
        ({"status": "ABORTED"}, Seen.CLOSED),
        ({"status": "EXPIRED"}, Seen.CLOSED),
        ({"status": "READY"}, Seen.UNAPPROVED),
        ({"status": "IN_PROGRESS"}, Seen.UNAPPROVED),
    ],
    ids=str,
)
def test_judged(
    attempt: Attempt, payment: dict[str, Any], shown: dict[str, Any], seen: Seen
) -> None:
    attempt.merchant.refresh_from_db()
    assert attempt.merchant.mid
    assert read_back.judge(attempt, Payment.parse(payment | shown)).seen is seen


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
