"""Two at once, an older look at the shop, and a key whose owner is gone (M2, M11)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.attempts import leases
from saleor_brandpay.core.confirm.context import Failed, ShowWindow
from saleor_brandpay.core.confirm.payments_api_rules import PaymentsApiRules
from saleor_brandpay.core.confirm.rules import Opening
from saleor_brandpay.core.confirm.storefront_data import StorefrontData
from saleor_brandpay.core.confirm.transactions_api_rules import TransactionsApiRules
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.shop_records import AmountOwed, BookingStatus
from saleor_brandpay.core.sync.sync_attempt import sync_attempt
from saleor_brandpay.core.wallet import list_methods
from saleor_brandpay.models import Attempt
from tests.core.shop import Bill, Shop
from tests.core.wallet.wallets import member, soon

pytestmark = pytest.mark.django_db(transaction=True)


def free(attempt: Attempt) -> bool:
    """Whether a worker could take it now."""
    taken = leases.take(Attempt.objects.filter(pk=attempt.pk))
    for row in taken:
        leases.release(row)
    return bool(taken)


def test_nobody_else_takes_an_attempt_that_is_being_charged(shop: Shop) -> None:
    attempt = shop.open(shop.bill(pk=uuid.uuid4()))
    rules = TransactionsApiRules(shop=cast("Any", None), sync=sync_attempt)
    with rules.alone(attempt) as alone:
        assert alone
        assert not free(attempt)
        with rules.alone(attempt) as second:
            assert not second
        assert not free(attempt)
    assert free(attempt)


class Counter:
    """A shop whose sums hold every charge, with a source that owes 20,000 won."""

    def payment(self, *_: object) -> Counter:
        return self

    @contextmanager
    def locked_source(self, *_: object) -> Iterator[Callable[[], AmountOwed]]:
        yield lambda: AmountOwed(owed=20000, completing=False)

    def booking_status(self, *_: object) -> BookingStatus:
        return BookingStatus.ORDERED

    def counts_all_charges(self, *_: object) -> bool:
        return True


@pytest.fixture
def rules() -> TransactionsApiRules:
    counter = cast("Any", Counter())
    return TransactionsApiRules(shop=counter, sync=sync_attempt)


@pytest.fixture(params=["open", "unknown", "approved"])
def beside(request: Any, shop: Shop) -> tuple[Bill, Bill, Attempt]:
    """A transaction that has an attempt; another one of its source, with a window that it shows."""
    bill = shop.bill(5000, pk=uuid.uuid4())
    other = shop.bill(5000, of=bill, pk=uuid.uuid4())
    attempt, second = shop.open(bill), shop.open(other)
    Attempt.objects.filter(pk=attempt.pk).update(status=request.param, payment_key="paid")
    return bill, other, second


def test_a_transaction_that_has_an_attempt_or_a_charge_opens_no_other(
    beside: tuple[Bill, Bill, Attempt], rules: TransactionsApiRules
) -> None:
    bill, _, _ = beside
    with rules.opening(bill.debt, []) as opening:
        assert opening is problems.CHECKING


@pytest.mark.parametrize("beside", ["approved"], indirect=True)
def test_a_charged_transaction_is_not_confirmed_by_another_attempt(
    beside: tuple[Bill, Bill, Attempt], rules: TransactionsApiRules
) -> None:
    """Two that are live the database forbids by itself."""
    bill, _, second = beside
    Attempt.objects.filter(pk=second.pk).update(transaction_token=bill.pk)
    second.refresh_from_db()
    assert rules.claim(second, bill.debt, "key") is problems.CHECKING
    second.refresh_from_db()
    assert (second.status, second.payment_key) == ("open", "")


@pytest.mark.parametrize("beside", ["open", "approved"], indirect=True)
def test_another_transaction_of_its_source_goes_on(
    beside: tuple[Bill, Bill, Attempt], rules: TransactionsApiRules, shop: Shop
) -> None:
    _, other, second = beside
    with rules.opening(shop.bill(5000, of=other, pk=uuid.uuid4()).debt, []) as opening:
        assert isinstance(opening, Opening)
        assert opening.amount == 5000
    assert rules.claim(second, other.debt, "key") is None


class Elsewhere(PaymentsApiRules):
    """Somebody else has taken the attempt as soon as it was opened, in no transaction."""

    charges_at_once = True

    @contextmanager
    def alone(self, attempt: Attempt) -> Iterator[bool]:
        yield False


def test_nothing_is_charged_while_somebody_else_works_on_it(shop: Shop) -> None:
    customer = member(shop, "card")
    (card,) = list_methods.methods(customer, soon())
    bill = shop.bill(user=shop.user_of(customer))
    outcome = shop.start(
        bill,
        StorefrontData(method_id=card.id),
        charges=True,
        rules=Elsewhere(shop=shop.books),
    )
    assert isinstance(outcome, Failed)
    assert outcome.problem.code == "CHECKING"
    assert shop.sandbox.payments() == []


@pytest.mark.parametrize(("asked", "counted"), [(60, False), (15, False), (5, True)])
def test_a_charge_counted_after_the_shop_was_asked_is_not_in_what_it_said(
    shop: Shop, asked: int, counted: bool
) -> None:
    """However long the look at Toss takes meanwhile."""
    other = shop.bill(pk=uuid.uuid4())
    attempt = shop.paid(other)
    seconds = datetime.timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(checked_at=now() - 20 * seconds)
    attempt.refresh_from_db()
    debt = replace(shop.bill(of=other).debt, asked_at=now() - asked * seconds)
    rules = PaymentsApiRules(shop=shop.books)
    others = rules.check_others(debt, [attempt], soon(), before_confirm=True)
    assert (others.problem is None) is counted


def test_the_key_of_a_deleted_user_is_offered_to_nobody(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    before = shop.open(bill)
    assert bill.user
    bill.user.delete()
    bill.user = None
    outcome = shop.resume(bill)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.customer.customer_key != before.customer.customer_key
    assert outcome.attempt.customer.is_guest


class Obstructed(Counter):
    """A source that cannot be paid as it stands, whatever it owes."""

    def __init__(self, obstacle: Problem) -> None:
        self.obstacle = obstacle

    @contextmanager
    def locked_source(self, *_: object) -> Iterator[Callable[[], AmountOwed]]:
        yield lambda: AmountOwed(owed=20000, completing=False, obstacle=self.obstacle)

    def is_closed(self, *_: object) -> bool:
        return self.obstacle is problems.ORDER_CLOSED


OBSTACLES = [problems.ORDER_CLOSED, problems.PRICES_STALE, problems.NO_TAXES]


@pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda one: str(one.code))
def test_obstacle_that_is_seen_under_the_lock_stops_everything(
    shop: Shop, obstacle: Problem
) -> None:
    bill = shop.bill(5000, pk=uuid.uuid4())
    attempt = shop.open(bill)
    rules = TransactionsApiRules(shop=cast("Any", Obstructed(obstacle)), sync=sync_attempt)
    other = shop.bill(5000, of=bill, pk=uuid.uuid4())
    with rules.opening(other.debt, []) as opening:
        assert opening is obstacle
    assert rules.claim(attempt, bill.debt, "key") is obstacle
    attempt.refresh_from_db()
    assert (attempt.status, attempt.payment_key) == ("open", "")


def test_money_for_an_order_that_was_closed_may_not_stay(shop: Shop) -> None:
    bill = shop.bill(pk=uuid.uuid4())
    attempt = shop.open(bill)
    for obstacle in OBSTACLES:
        rules = TransactionsApiRules(shop=cast("Any", Obstructed(obstacle)), sync=sync_attempt)
        # What only makes the prices unsure was no obstacle when the claim was made (M16).
        closed = obstacle is problems.ORDER_CLOSED
        assert (rules.objection(attempt, bill.debt) is problems.ORDER_CLOSED) is closed
