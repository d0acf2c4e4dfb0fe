"""M5, M7: which window a buyer is offered, and why."""

import datetime

import pytest

from saleor_brandpay.core.confirm.context import Failed, ShowWindow
from saleor_brandpay.core.messages import problems
from saleor_brandpay.models import Attempt
from tests.core.shop import Shop


def offered(shop: Shop, bill: object, **values: object) -> ShowWindow:
    outcome = shop.resume(bill, None, **values)  # type: ignore[arg-type]
    assert isinstance(outcome, ShowWindow), outcome
    return outcome


def test_member_is_offered_the_same_window_again(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    first = shop.open(bill)
    assert offered(shop, bill).attempt == first


def test_stranger_is_offered_a_window_of_his_own(shop: Shop) -> None:
    """He knows no more than the checkout's id: the member's customer key is not his (M11)."""
    bill = shop.bill(user=shop.user())
    first = shop.open(bill)
    other = offered(shop, bill, knows_user=False).attempt
    assert other != first
    assert other.customer != first.customer


@pytest.mark.parametrize(("early", "is_same"), [(True, True), (False, False)])
def test_window_is_offered_in_its_first_minutes_only(
    shop: Shop, early: bool, is_same: bool
) -> None:
    bill = shop.bill()
    first = shop.open(bill)
    age = Attempt.WINDOW_OFFERED + datetime.timedelta(minutes=-1 if early else 0)
    Attempt.objects.update(opened_at=first.opened_at - age, failure_code="REJECT_CARD_PAYMENT")
    again = offered(shop, bill)
    assert (again.attempt == first) is is_same
    # Why the last one failed is said once more; a new window needs another reason only without.
    assert again.problem
    assert again.problem.code == "REJECT_CARD_PAYMENT"


def test_expired_window_says_so(shop: Shop) -> None:
    bill = shop.bill()
    first = shop.open(bill)
    Attempt.objects.update(opened_at=first.opened_at - Attempt.WINDOW_OFFERED)
    assert offered(shop, bill).problem == problems.WINDOW_EXPIRED


def test_changed_total_reads_the_very_payment_that_the_buyer_came_back_with(shop: Shop) -> None:
    """The worker that confirmed it died; by its order id Toss shows another window's, perhaps."""
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.die_after(bill, returned)
    assert shop.held() == 15000
    bill.owed = 9000
    shop.sandbox.fault("payment_by_order_id", "refuse", code="NOT_FOUND_PAYMENT", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0
