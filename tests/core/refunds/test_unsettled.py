"""Which refunds people are told of: refused as the last word, and unknown for some time."""

from datetime import timedelta

import pytest

from saleor_brandpay.core.refunds import unsettled
from saleor_brandpay.models import Attempt, Refund
from tests.core.shop import MovingClock, Shop


def refused() -> list[int]:
    return [row.amount for row in unsettled.refused()]


def unknown() -> list[int]:
    return [row.amount for row in unsettled.unknown()]


def test_refusal_is_told_until_something_was_given_back(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    shop.refund(attempt, 4000)
    assert refused() == [4000]
    time.advance(seconds=1)
    shop.refund(attempt, 3000)
    assert refused() == []


def test_refusal_after_a_refund_is_told(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    first = shop.refund(attempt, 4000)
    time.advance(seconds=1)
    shop.sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    shop.refund(attempt, 5000, balance=11000, number=1, booked=[first.refund.transaction_key])
    assert refused() == [5000]


def test_refusal_is_told_no_longer_once_staff_gave_back_elsewhere(shop: Shop) -> None:
    """In the Toss console."""
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    shop.refund(attempt, 4000)
    Attempt.objects.update(balance=14000)
    assert refused() == []


def test_refusal_of_two_weeks_ago_is_history(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    shop.refund(attempt, 4000)
    Refund.objects.update(created_at=Refund.objects.get().created_at - timedelta(days=14))
    assert refused() == []


def test_unknown_is_told_once_workers_have_looked(shop: Shop, time: MovingClock) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "drop_after", times=None)
    shop.sandbox.fault("payment", "drop_before", times=None)
    shop.refund(attempt, 4000)
    assert (refused(), unknown()) == ([], [])
    Refund.objects.update(created_at=Refund.objects.get().created_at - timedelta(minutes=11))
    assert unknown() == [4000]


def test_those_of_a_copied_shop_are_not_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = shop.paid(shop.bill())
    shop.sandbox.fault("cancel", "refuse", code="EXCEED_CANCEL_LIMIT")
    shop.refund(attempt, 4000)
    monkeypatch.setattr("saleor_brandpay.core.installation.frozen.in_force", list)
    assert refused() == []
