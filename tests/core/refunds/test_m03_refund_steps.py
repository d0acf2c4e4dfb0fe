"""M3: which steps of a refund's key are taken, and what is asked under each."""

import pytest

from saleor_brandpay.core.refunds import cancel
from saleor_brandpay.core.refunds.result import RefundOutcome
from saleor_brandpay.models import Attempt, Refund
from tests.core.refunds.asking import ask, identity
from tests.core.shop import Shop

WHY = "NOT_CANCELABLE_PAYMENT"


@pytest.fixture
def attempt(shop: Shop) -> Attempt:
    return shop.paid(shop.bill())


def steps(shop: Shop) -> list[str]:
    return [request["idempotencyKey"].rsplit(":", 1)[1] for request in shop.cancels()]


def test_each_refusal_is_one_step(shop: Shop, attempt: Attempt) -> None:
    shop.sandbox.fault("cancel", "refuse", code=WHY, times=3)
    for step in (1, 2, 3):
        assert ask(attempt, identity()).outcome is RefundOutcome.REFUSED
        assert Refund.objects.get().step == step
    assert ask(attempt, identity()).outcome is RefundOutcome.DONE
    assert steps(shop) == ["0", "1", "2", "3"]
    assert shop.held() == 10000


def test_steps_of_one_call_end(
    shop: Shop, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cancel, "MAX_STEPS", 2)
    shop.sandbox.fault("cancel", "refuse", code=WHY, times=2)
    for _ in range(2):
        ask(attempt, identity())
        Refund.objects.all().delete()  # Saleor's transaction was rolled back.
    ended = ask(attempt, identity())
    assert (ended.outcome, ended.code) == (RefundOutcome.REFUSED, WHY)
    assert ended.message
    assert shop.held() == 15000


def test_unguarded_refund_again_is_a_second_one(shop: Shop, attempt: Attempt) -> None:
    first = ask(attempt, identity()).refund.transaction_key
    again = ask(attempt, identity(number=1, expected_balance=10000), booked=[first])
    assert (again.outcome, shop.held()) == (RefundOutcome.DONE, 5000)


def test_whole_payment_is_no_part_of_it(shop: Shop, attempt: Attempt) -> None:
    """Some payments cannot be refunded in parts."""
    shop.sandbox.settings(partialCancelable=False)
    assert ask(attempt, identity(amount=15000)).outcome is RefundOutcome.DONE
    assert [request["body"].get("cancelAmount") for request in shop.cancels()] == [None]


def test_what_is_left_of_a_payment_is_a_part_of_it(shop: Shop, attempt: Attempt) -> None:
    first = ask(attempt, identity()).refund.transaction_key
    ask(attempt, identity(number=1, expected_balance=10000, amount=10000), booked=[first])
    bodies = [request["body"] for request in shop.cancels()]
    assert [body.get("cancelAmount") for body in bodies] == [5000, 10000]
    assert [body["refundableAmount"] for body in bodies] == [15000, 10000]
