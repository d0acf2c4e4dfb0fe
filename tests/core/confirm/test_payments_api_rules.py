"""M1, M13, Payments API: which approvals of a source pay its debt, count, or go back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.confirm.payments_api_rules import PaymentsApiRules
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.models import Attempt
from tests.core.shop import Bill, Shop
from tests.core.sync.scenes import fresh, lost_answer
from tests.core.wallet.wallets import soon

LONG_AGO = datetime.timedelta(minutes=10)


@pytest.fixture
def bill(shop: Shop) -> Bill:
    return shop.bill()


def check(shop: Shop, bill: Bill, attempt: Attempt) -> Problem | Attempt | None:
    rules = PaymentsApiRules(shop=shop.books)
    found = rules.check_others(bill.debt, [fresh(attempt)], soon(), before_confirm=True)
    return found.problem or found.adopted


def change(attempt: Attempt, **columns: object) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(**columns)


def test_approval_of_our_rows_that_the_shop_has_not_booked_pays_the_debt(
    shop: Shop, bill: Bill
) -> None:
    """Of this Payment or of an older one; nothing goes back."""
    attempt = shop.paid(shop.bill(of=bill))
    shop.books.captures.clear()
    assert check(shop, bill, attempt) == attempt
    assert shop.cancels() == []


@pytest.mark.parametrize("own", [True, False])
def test_booked_approval_of_which_nothing_is_left_is_no_obstacle(
    shop: Shop, bill: Bill, own: bool
) -> None:
    of = bill if own else shop.bill(of=bill)
    attempt = shop.paid(of)
    shop.sandbox.console_cancel(attempt.payment_key)
    change(attempt, balance=0)
    assert check(shop, bill, attempt) is None
    assert fresh(attempt).status == "approved"


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("booked", [True, False])
@pytest.mark.parametrize("age", [LONG_AGO, datetime.timedelta()], ids=str)
def test_charge_of_a_transaction_is_taken_off_once_the_shop_has_counted_it_before_it_was_asked(
    shop: Shop,
    bill: Bill,
    monkeypatch: pytest.MonkeyPatch,
    counted: bool,
    booked: bool,
    age: datetime.timedelta,
) -> None:
    attempt = shop.paid(shop.bill(of=bill, pk=uuid.uuid4()))
    change(attempt, checked_at=now() - age)
    if not booked:
        shop.books.captures.clear()
    monkeypatch.setattr(type(shop.books), "counts_all_charges", lambda *_: counted)
    is_in_the_sums = counted and booked and age == LONG_AGO
    assert check(shop, bill, attempt) is (None if is_in_the_sums else problems.CHECKING)
    assert shop.cancels() == []


@pytest.mark.parametrize(
    ("status", "wrong", "becomes", "problem"),
    [
        ("unknown", False, "approved", problems.CHECKING),
        ("open", False, "approved", problems.CHECKING),
        ("superseded", False, "refunding", problems.BEING_REFUNDED),
        ("unknown", True, "refunding", problems.BEING_REFUNDED),
        ("open", True, "refunding", problems.BEING_REFUNDED),
    ],
    ids=str,
)
def test_found_approval_of_a_transaction_is_left_to_a_worker(
    shop: Shop, bill: Bill, status: str, wrong: bool, becomes: str, problem: Problem
) -> None:
    """Who books it or gives it back, under locks that a hook may not take."""
    attempt = lost_answer(shop, shop.bill(of=bill, pk=uuid.uuid4()))
    change(attempt, status=status)
    if wrong:
        shop.sandbox.fault("payment", "wrong_amount", times=None)
        shop.sandbox.fault("payment_by_order_id", "wrong_amount", times=None)
    assert check(shop, bill, attempt) is problem
    found = fresh(attempt)
    assert found.status == becomes
    if becomes == "refunding":
        assert found.failure_code == ("AMOUNT_MISMATCH" if wrong else "NOT_NEEDED")
    assert (found.payment_key != "", found.due_at is not None) == (True, True)
    assert shop.cancels() == []


def test_transaction_that_is_being_refunded_is_waited_for(shop: Shop, bill: Bill) -> None:
    attempt = shop.paid(shop.bill(of=bill, pk=uuid.uuid4()))
    change(attempt, status="refunding")
    assert check(shop, bill, attempt) is problems.BEING_REFUNDED
    assert fresh(attempt).status == "refunding"
    assert shop.cancels() == []


@pytest.mark.parametrize("wrong", [True, False])
def test_why_an_approval_goes_back_is_kept_until_it_has(
    shop: Shop, bill: Bill, wrong: bool
) -> None:
    attempt = lost_answer(shop, shop.bill(9000, of=bill))
    shop.sandbox.fault("cancel", "http_500", times=1)
    if wrong:
        shop.sandbox.fault("payment", "wrong_amount", times=1)
    assert check(shop, bill, attempt) is problems.BEING_REFUNDED
    found = fresh(attempt)
    assert (found.status, found.balance > 0) == ("refunding", True)
    assert found.failure_code == ("AMOUNT_MISMATCH" if wrong else "NOT_NEEDED")
    # The next call gives it back, and nothing is in the way any more.
    assert check(shop, bill, attempt) is None
    assert (fresh(attempt).status, shop.held()) == ("closed", 0)


def test_saleors_lock_is_enough_to_be_alone(shop: Shop, bill: Bill) -> None:
    with PaymentsApiRules(shop=shop.books).alone(shop.open(bill)) as alone:
        assert alone


def test_window_whose_secret_another_process_has_is_left_to_it(
    other_keys: Callable[[], None], shop: Shop, bill: Bill
) -> None:
    """Nothing is decided here, not even before a mere window (M20)."""
    attempt = shop.open(shop.bill(of=bill))
    other_keys()
    rules = PaymentsApiRules(shop=shop.books)
    found = rules.check_others(bill.debt, [fresh(attempt)], soon(), before_confirm=False)
    assert found.problem is problems.CHECKING
    assert fresh(attempt).status == "open"
