"""M12: a window opened with test keys pays for nothing in a live channel, nor the other way."""

from __future__ import annotations

import pytest

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.attempts import schedule
from saleor_brandpay.core.confirm.context import Failed, Paid, ShowWindow
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import problems
from saleor_brandpay.core.sync.result import SyncStatus
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import Bill, Shop
from tests.core.shop_books import ShopBooks


def goes_back_to_test(shop: Shop) -> None:
    shop.client_key, shop.secret_key = shop.sandbox.client_key, shop.sandbox.secret_key
    merchants.save(shop.client_key, Secret(shop.secret_key))
    shop.books.test = True


def mids(shop: Shop) -> set[str]:
    """Who holds money of approved payments."""
    return {one["mId"] for one in shop.sandbox.payments() if one["balanceAmount"]}


@pytest.fixture(params=["goes live", "goes back to test"])
def bill(request: pytest.FixtureRequest, shop: Shop) -> Bill:
    """Its window is opened with the keys of before."""
    if request.param == "goes back to test":
        shop.goes_live()
    made = shop.bill()
    shop.open(made)
    return made


@pytest.fixture
def before(bill: Bill) -> Attempt:
    return Attempt.objects.select_related("merchant", "customer").get()


def change(shop: Shop) -> None:
    if shop.client_key.startswith("test_"):
        shop.goes_live()
    else:
        goes_back_to_test(shop)


@pytest.mark.parametrize("data", [None, "returned", {"code": "PAY_PROCESS_CANCELED"}, "nonsense"])
def test_window_of_before_is_replaced(
    shop: Shop, bill: Bill, before: Attempt, data: object
) -> None:
    if data == "returned":
        data = shop.buy(before)
    change(shop)
    outcome = shop.resume(bill, data)
    assert isinstance(outcome, ShowWindow)
    assert outcome.problem is problems.KEYS_CHANGED
    assert outcome.attempt.merchant.client_key == shop.client_key
    assert shop.confirms() == []
    before.refresh_from_db()
    assert before.status == AttemptStatus.SUPERSEDED
    paid = shop.resume(bill, shop.buy(outcome.attempt))
    assert isinstance(paid, Paid)
    assert paid.attempt == outcome.attempt


def test_approval_that_nobody_has_seen_goes_back(shop: Shop, bill: Bill, before: Attempt) -> None:
    """The worker died; by the time the buyer is back the shop has other keys."""
    returned = shop.buy(before)
    shop.die_after(bill, returned)
    assert shop.held() == 15000
    change(shop)
    outcome = shop.resume(bill, returned)
    assert isinstance(outcome, ShowWindow)
    assert shop.held() == 0
    assert isinstance(shop.resume(bill, shop.buy(outcome.attempt)), Paid)


def test_unknown_outcome_that_was_approved_goes_back(
    shop: Shop, bill: Bill, before: Attempt
) -> None:
    returned = shop.buy(before)
    shop.sandbox.fault("confirm", "drop_after", times=1)
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    shop.sandbox.clear_faults()
    change(shop)
    assert shop.resume(bill, returned) == Failed(problem=problems.REFUNDED)
    assert shop.held() == 0
    assert isinstance(shop.resume(bill), ShowWindow)


def test_approval_of_before_is_not_adopted(shop: Shop, bill: Bill, before: Attempt) -> None:
    shop.die_after(bill, shop.buy(before))
    change(shop)
    opened = shop.start(shop.bill(of=bill))
    assert isinstance(opened, ShowWindow)
    assert shop.held() == 0


def test_worker_books_none_of_the_other_environment(
    shop: Shop, bill: Bill, before: Attempt
) -> None:
    shop_books, attempt = ShopBooks.of(shop, bill), before
    shop.die_after(bill, shop.buy(attempt))
    change(shop)
    assert shop_books.sync(attempt).end is SyncStatus.SETTLED
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert shop.held() == 0
    assert bill.reference not in shop_books.ordered


def test_test_payment_without_an_order_goes_back_once_the_channel_is_live(shop: Shop) -> None:
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.paid(bill)
    shop.goes_live()
    Attempt.objects.update(due_at=None)
    schedule.look_at_test_payments(1)
    attempt.refresh_from_db()
    assert attempt.due_at is not None
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    attempt.refresh_from_db()
    assert attempt.status == AttemptStatus.CLOSED
    assert shop.held() == 0


def test_real_money_that_is_booked_stays(shop: Shop) -> None:
    shop.goes_live()
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.paid(bill)
    goes_back_to_test(shop)
    assert shop_books.sync(attempt).end in (SyncStatus.SETTLED, SyncStatus.WAITING)
    assert shop.held() == 15000


def test_order_that_was_paid_in_test_stays(shop: Shop) -> None:
    bill = shop.bill()
    shop_books = ShopBooks.of(shop, bill)
    attempt = shop.paid(bill)
    shop_books.ordered.add(bill.reference)
    shop.goes_live()
    assert shop_books.sync(attempt, trusting=True).end is SyncStatus.SETTLED
    assert shop.held() == 15000


def test_another_mid_of_the_same_environment_is_no_reason(shop: Shop) -> None:
    shop.goes_live()
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.client_key, shop.secret_key = "live_ck_" + "N" * 28, "live_sk_" + "N" * 28
    shop.sandbox.add_keys(shop.client_key, shop.secret_key, "nextmid")
    merchants.save(shop.client_key, Secret(shop.secret_key))
    assert isinstance(shop.resume(bill, returned), Paid)
    assert mids(shop) == {"livemid"}
