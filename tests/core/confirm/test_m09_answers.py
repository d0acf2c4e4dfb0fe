"""M9: an approval must be what was asked for, as it stands now."""

import pytest

from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Shop


@pytest.mark.parametrize("kind", ["wrong_amount", "wrong_order"])
def test_wrong_answer_is_read_back(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", kind, times=1)
    # Only the answer was wrong: what stands is right.
    assert isinstance(shop.resume(bill, returned), Paid)
    assert shop.cancels() == []


def test_wrong_amount_that_stands_is_refunded(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "wrong_amount", times=1)
    shop.sandbox.fault("payment", "wrong_amount", times=1)
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0
    assert len(shop.cancels()) == 1
    assert Attempt.objects.get().status == AttemptStatus.CLOSED


def test_foreign_order_id_that_stands_is_refunded(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "wrong_order", times=1)
    shop.sandbox.fault("payment", "wrong_order", times=None)
    shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0
    assert len(shop.cancels()) == 1
    assert "under the order id" in caplog.text


@pytest.mark.parametrize("kind", ["http_500", "drop_before"])
def test_foreign_order_id_that_cannot_be_read_is_unknown(shop: Shop, kind: str) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "wrong_order", times=1)
    shop.sandbox.fault("payment", kind, times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    assert shop.cancels() == []


def test_wrong_amount_whose_refund_is_not_known_stays_on_the_list(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "wrong_amount", times=1)
    shop.sandbox.fault("payment", "wrong_amount", times=1)
    shop.sandbox.fault("cancel", "http_500", times=1)
    assert shop.resume(bill, returned) == Failed(problem=problems.BEING_REFUNDED)
    assert Attempt.objects.get().status == AttemptStatus.REFUNDING
    assert isinstance(shop.resume(bill, None), ShowWindow)
    assert shop.held() == 0


def test_cancelled_since_is_no_capture(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.console_cancel(returned["paymentKey"])
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem
    assert outcome.problem.code == "CANCELED"


def test_partly_cancelled_since_goes_back_whole(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    shop.sandbox.console_cancel(returned["paymentKey"], amount=4000)
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0


def test_unknown_status_is_not_guessed_at(shop: Shop, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from saleor_brandpay.api.payment import Payment
    from saleor_brandpay.core.confirm import read_back

    bill = shop.bill()
    attempt = shop.open(bill)
    shop.buy(attempt)
    raw = shop.sandbox.payments()[0] | {"status": "SOMETHING_NEW"}
    assert read_back.judge(attempt, Payment.parse(raw)).seen is read_back.Seen.UNREADABLE
