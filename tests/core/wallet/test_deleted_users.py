"""Users whom the shop has deleted: who may be withdrawn by itself, and who waits (M19, M24)."""

from __future__ import annotations

import datetime

import pytest

from saleor_brandpay.clock import now
from saleor_brandpay.core.wallet import deleted_users, token_exchange, withdraw
from saleor_brandpay.core.wallet.withdraw import WithdrawOutcome
from saleor_brandpay.models import Customer
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.test_tokens import code_of
from tests.core.wallet.wallets import member, soon, stranger


def delete(*customers: Customer) -> None:
    """The shop deletes their users, and a worker looks."""
    deleted_users.gone([customer.pk for customer in customers])
    deleted_users.hold_many()


def strangers(shop: Shop, count: int) -> list[Customer]:
    return [stranger(shop) for _ in range(count)]


@pytest.fixture(autouse=True)
def limit(settings: object) -> None:
    settings.BRANDPAY_WITHDRAWALS_A_DAY = 3  # type: ignore[attr-defined]


def test_one_is_due_after_ten_minutes(shop: Shop, time: MovingClock) -> None:
    (customer,) = strangers(shop, 1)
    delete(customer)
    assert not deleted_users.due().exists()
    time.advance(601)
    assert deleted_users.due().get() == customer
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    deleted_users.ended(customer)
    assert not deleted_users.due().exists()
    assert Customer.objects.get(pk=customer.pk).user_pk is None


def test_each_is_tried_by_one_worker_and_again_later(shop: Shop, time: MovingClock) -> None:
    (customer,) = strangers(shop, 1)
    delete(customer)
    time.advance(601)
    assert deleted_users.take(customer)
    assert not deleted_users.take(customer)
    time.advance(601)
    assert deleted_users.take(customer)


def test_more_than_the_limit_wait_for_a_word(shop: Shop, time: MovingClock) -> None:
    delete(*strangers(shop, 4))
    time.advance(30 * 24 * 3600)
    assert not deleted_users.due().exists()
    assert deleted_users.waiting().count() == 4
    for count in (0, 3, 5, -4):
        with pytest.raises(deleted_users.Changed):
            deleted_users.agree(count)
    deleted_users.agree(4)
    assert deleted_users.due().count() == 4


def test_many_that_come_one_after_another_wait_too(shop: Shop, time: MovingClock) -> None:
    for customer in strangers(shop, 4):
        delete(customer)
        time.advance(120)
    assert not deleted_users.due().exists()
    assert deleted_users.waiting().count() == 4


def test_those_of_yesterday_do_not_count(shop: Shop, time: MovingClock) -> None:
    delete(*strangers(shop, 3))
    time.advance(25 * 3600)
    delete(*strangers(shop, 3))
    time.advance(601)
    assert deleted_users.due().count() == 6


def test_a_word_is_not_taken_back(shop: Shop, time: MovingClock) -> None:
    delete(*strangers(shop, 4))
    deleted_users.agree(4)
    delete(*strangers(shop, 3))
    time.advance(601)
    assert deleted_users.due().count() == 7


def test_whoever_is_back_is_left_alone(shop: Shop, time: MovingClock) -> None:
    customers = strangers(shop, 4)
    users = [customer.user_pk for customer in customers]
    delete(*customers)
    deleted_users.back([customer.pk for customer in customers])
    time.advance(601)
    assert not deleted_users.due().exists()
    assert not deleted_users.waiting().exists()
    rows = Customer.objects.order_by("pk")
    assert list(rows.values_list("user_pk", flat=True)) == users


def test_none_at_all_without_a_word(shop: Shop, settings: object) -> None:
    settings.BRANDPAY_WITHDRAWALS_A_DAY = "0"  # type: ignore[attr-defined]
    delete(*strangers(shop, 1))
    assert deleted_users.waiting().count() == 1


def test_methods_left_are_told_until_toss_has_removed_them(shop: Shop, time: MovingClock) -> None:
    customer = member(shop, tokens_kept=False)
    delete(customer)
    time.advance(601)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.ONLY_BY_CUSTOMER
    deleted_users.methods_left(customer)
    assert deleted_users.only_by_toss().get() == customer
    assert not deleted_users.due().exists()
    time.advance(24 * 3600 + 1)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    assert deleted_users.take(customer)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    deleted_users.ended(customer)
    assert not deleted_users.only_by_toss().exists()


def test_who_registers_in_a_window_that_is_still_open_is_withdrawn_again(
    shop: Shop, time: MovingClock
) -> None:
    customer = member(shop)
    delete(customer)
    time.advance(601)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    deleted_users.ended(customer)
    shop.sandbox.register(customer_key=customer.customer_key, method="card")
    code = code_of(shop, customer.customer_key)
    done = token_exchange.exchange(customer.customer_key, code, soon())
    assert done is token_exchange.Exchange.DONE
    time.advance(601)
    assert deleted_users.due().get() == customer


def test_a_look_again_changes_nothing(shop: Shop, time: MovingClock) -> None:
    (customer,) = strangers(shop, 1)
    delete(customer)
    noticed = now()
    time.advance(300)
    assert deleted_users.gone([customer.pk]) == 0
    row = Customer.objects.get(pk=customer.pk)
    assert row.user_deleted_at
    assert row.user_deleted_at - noticed < datetime.timedelta(seconds=10)
