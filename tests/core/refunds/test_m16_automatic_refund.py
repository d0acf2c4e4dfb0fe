"""M16: what the shop cannot keep goes back, all of it and once."""

from typing import Any

import pytest

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.payment import Payment
from saleor_brandpay.conf import conf
from saleor_brandpay.core.attempts import states
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.refunds.automatic_refund import (
    NotRefunded,
    refund_in_full,
    refund_what_is_held,
)
from saleor_brandpay.core.refunds.identity import operation_of
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.refunds.asking import cancels, identity
from tests.core.shop import Recorded, Shop

WHY = "NOT_CANCELABLE_PAYMENT"


def held(attempt: Attempt) -> Payment | NotRefunded:
    return refund_what_is_held(
        attempt, merchants.client(attempt.merchant), Deadline.after(conf.deadline)
    )


def in_full(shop: Shop, attempt: Attempt) -> bool:
    return refund_in_full(
        attempt,
        merchants.client(attempt.merchant),
        Deadline.after(conf.deadline),
        shop.books,
    )


def test_one_won_goes_back_as_well(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.console_cancel(attempt.payment_key, amount=14999)
    payment = held(attempt)
    assert isinstance(payment, Payment)
    assert (payment.balance_amount, shop.held()) == (0, 0)
    assert [one.amount for one in payment.cancels] == [14999, 1]


def test_what_went_back_is_not_asked_for_again(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.console_cancel(attempt.payment_key, amount=15000)
    assert isinstance(held(attempt), Payment)
    assert shop.cancels() == []


def test_automatic_refund_is_no_refund_of_staffs(shop: Shop) -> None:
    """The same amount asked for by staff is another operation."""
    attempt = shop.paid(shop.bill())
    held(attempt)
    (made,) = cancels(shop)
    assert operation_of(made.reason) == identity(lines=("not booked",)).operation


def test_refused_refund_tells_what_came_of_it(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code=WHY)
    refused = held(attempt)
    assert isinstance(refused, NotRefunded)
    assert refused.code == WHY
    assert refused.result
    assert refused.result.outcome is RefundOutcome.REFUSED


def test_payment_that_cannot_be_read_is_not_refunded_yet(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("payment", "refuse", code="UNAUTHORIZED_KEY")
    assert held(attempt) == NotRefunded(code="UNAUTHORIZED_KEY")
    assert shop.cancels() == []


@pytest.mark.parametrize(
    ("status", "captured", "is_booked"),
    [
        (AttemptStatus.APPROVED, True, True),
        (AttemptStatus.APPROVED, False, True),
        (AttemptStatus.REFUNDING, True, True),
        (AttemptStatus.REFUNDING, False, False),
    ],
)
def test_refund_is_booked_where_the_payment_is(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, status: str, captured: bool, is_booked: bool
) -> None:
    """With the shop's rows locked, and as no refund of an order."""
    attempt = shop.paid(shop.bill())
    attempt.status = status
    if not captured:
        shop.books.captures.clear()
    booked: list[tuple[int, dict[str, Any]]] = []
    monkeypatch.setattr(
        Recorded,
        "book_refunds",
        lambda _, made, **values: booked.append((sum(one.amount for one in made), values)),
    )
    assert in_full(shop, attempt)
    assert booked == ([(15000, {"of_order": False})] if is_booked else [])
    assert shop.books.locked_rows == ([attempt.reference] if is_booked else [])
    attempt.refresh_from_db()
    assert (attempt.status, attempt.failure_code) == (AttemptStatus.CLOSED, "REFUNDED")
    assert (attempt.balance, shop.held()) == (0, 0)


def test_attempt_stays_until_toss_says_that_it_is_done(shop: Shop) -> None:
    attempt = shop.paid(shop.bill())
    states.to_refunding(attempt, Payment.parse(shop.sandbox.payments()[0]), "ANY")
    shop.sandbox.fault("cancel", "refuse", code=WHY)
    assert not in_full(shop, attempt)
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.REFUNDING
    assert shop.books.refunds == {}
