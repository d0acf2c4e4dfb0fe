"""M11: a customer key is handed to its owner only."""

from saleor_brandpay.core.confirm.context import Paid, ShowWindow
from saleor_brandpay.models import Attempt, AttemptStatus, Customer
from tests.core.shop import Shop


def test_guest_gets_a_key_of_its_own_for_each_attempt(shop: Shop) -> None:
    first, second = shop.open(shop.bill()), shop.open(shop.bill())
    assert first.customer.is_guest
    assert first.customer.customer_key != second.customer.customer_key


def test_stranger_gets_a_guests_key(shop: Shop) -> None:
    user = shop.user()
    attempt = shop.open(shop.bill(user=user), knows_user=False)
    assert attempt.customer.user_pk is None


def test_stranger_on_an_open_attempt_of_the_user_gets_another_window(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    mine = shop.open(bill)
    outcome = shop.resume(bill, None, knows_user=False)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.customer.is_guest
    assert outcome.attempt.customer.customer_key != mine.customer.customer_key
    mine.refresh_from_db()
    assert mine.status == AttemptStatus.SUPERSEDED


def test_owner_is_not_handed_the_key_that_a_stranger_got(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    strangers = shop.open(bill, knows_user=False)
    outcome = shop.resume(bill, None)
    assert isinstance(outcome, ShowWindow)
    assert outcome.attempt.customer.user_pk == bill.user.pk
    assert outcome.attempt.customer != strangers.customer


def test_server_of_the_shop_may_finish_what_the_user_paid(shop: Shop) -> None:
    bill = shop.bill(user=shop.user())
    outcome = shop.resume(bill, shop.buy(shop.open(bill)), knows_user=False)
    assert isinstance(outcome, Paid)


def test_deleted_user_leaves_the_payment(shop: Shop) -> None:
    user = shop.user()
    shop.paid(shop.bill(user=user))
    user.delete()
    assert Attempt.objects.get().customer
    assert Customer.objects.count() == 1
