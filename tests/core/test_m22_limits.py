"""M22: what a stranger may cost."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import Min

from saleor_brandpay.clock import now
from saleor_brandpay.core import limits
from saleor_brandpay.core.attempts import schedule
from saleor_brandpay.core.confirm.context import Failed, ShowWindow
from saleor_brandpay.core.messages import problems, wallet_problems
from saleor_brandpay.core.wallet import list_methods, token_exchange
from saleor_brandpay.core.wallet.token_exchange import Exchange
from saleor_brandpay.models import Attempt, AttemptStatus
from tests.core.shop import MovingClock, Shop
from tests.core.shop_books import ShopBooks
from tests.core.wallet.wallets import member, soon

PUBLIC = "8.8.8.8"


@pytest.fixture
def few(settings: Any) -> None:
    settings.BRANDPAY_CALLS_PER_BUYER = 3
    settings.BRANDPAY_CALLS_PER_ADDRESS = 5


# Counting.


@pytest.mark.usefixtures("few")
def test_calls_of_one_buyer(time: MovingClock) -> None:
    assert [limits.spend(1, buyer="a") for _ in range(5)] == [True, True, True, False, False]
    assert limits.spend(3, buyer="b")
    assert not limits.spend(1, buyer="b")
    time.advance(limits.SECONDS)
    assert limits.spend(1, buyer="a")


@pytest.mark.usefixtures("few")
def test_calls_of_one_address() -> None:
    one = [limits.spend(1, buyer=str(number), address=PUBLIC) for number in range(7)]
    assert one == [True] * 5 + [False] * 2
    assert limits.spend(1, buyer="7", address="8.8.4.4")
    assert limits.spend(1, buyer="8")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("8.8.8.8", "8.8.8.8"),
        (" 8.8.8.8 ", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("2001:4860:4860::8888", "2001:4860:4860::/64"),
        ("2001:4860:4860::1", "2001:4860:4860::/64"),
        ("10.0.0.7", ""),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("fd00::1", ""),
        ("", ""),
        ("unknown", ""),
        ("8.8.8.8, 1.1.1.1", ""),
        ("8.8.8.8:4711", ""),
    ],
)
def test_whom_an_address_stands_for(address: str, network: str) -> None:
    assert limits.network_of(address) == network


def test_limits_that_are_off(settings: Any) -> None:
    settings.BRANDPAY_CALLS_PER_BUYER = settings.BRANDPAY_CALLS_PER_ADDRESS = 0
    assert all(limits.spend(1, buyer="a", address=PUBLIC) for _ in range(2000))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("method", ["add", "incr"])
def test_nobody_is_turned_away_for_a_cache(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    monkeypatch.setattr(cache, method, broken)
    assert all(limits.spend(1, buyer="a", address=PUBLIC) for _ in range(10))


@pytest.mark.usefixtures("few")
def test_names_in_the_cache_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    monkeypatch.setattr(cache, "add", lambda name, *_, **__: names.append(name))
    limits.spend(1, buyer="secret-customer-key", address=PUBLIC)
    assert len(names) == 2
    assert not any("secret-customer-key" in name or PUBLIC in name for name in names)


# What is counted.


@pytest.mark.usefixtures("few")
def test_callback_with_made_up_codes(shop: Shop) -> None:
    customer = member(shop)
    ends = [
        token_exchange.exchange(customer.customer_key, f"made-up-{number}", soon())
        for number in range(6)
    ]
    assert ends[-1] is Exchange.TOO_MANY
    assert len(shop.sandbox.requests("access-token")) <= 3


@pytest.mark.usefixtures("few")
def test_callback_from_one_address(shop: Shop) -> None:
    for number in range(8):
        key = shop.open(shop.bill()).customer.customer_key
        token_exchange.exchange(key, f"made-up-{number}", soon(), PUBLIC)
    assert len(shop.sandbox.requests("access-token")) == 5


@pytest.mark.usefixtures("few")
def test_callback_of_nobody_counts_for_nobody(shop: Shop) -> None:
    for number in range(10):
        assert token_exchange.exchange(f"nobody-{number}", "x", soon(), PUBLIC) is (
            Exchange.UNKNOWN_CUSTOMER
        )
    assert limits.spend(1, buyer="a", address=PUBLIC)


@pytest.mark.usefixtures("few")
def test_lists_of_one_customer(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(limits.SECONDS)
    for _ in range(6):
        assert list_methods.find(customer, "made-up", soon()) in (
            wallet_problems.METHOD_UNKNOWN,
            wallet_problems.WALLET_NOT_READ,
        )
    assert len(shop.sandbox.requests("payments/methods")) == 3
    time.advance(limits.SECONDS)
    assert list_methods.methods(customer, soon())


@pytest.mark.usefixtures("few")
def test_lists_that_staff_look_at_are_counted_for_them(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(limits.SECONDS - now().timestamp() % limits.SECONDS + 1)
    found = []
    for _ in range(6):
        time.advance(61)
        found.append(list_methods.look(customer, soon(), counted_for="staff:1"))
    assert [one is not None for one in found] == [True, True, True, False, False, False]
    assert list_methods.look(customer, soon(), counted_for="staff:2")
    time.advance(61)
    assert list_methods.methods(customer, soon()), "the buyer is not kept from his own"


@pytest.mark.usefixtures("few")
def test_windows_open_without_end_and_toss_is_asked_no_more(shop: Shop) -> None:
    first = shop.bill()
    shop.open(first)
    for _ in range(30):
        assert isinstance(shop.start(shop.bill(of=first)), ShowWindow)
    assert len(shop.sandbox.requests("orders/")) <= 3
    last = shop.bill(of=first)
    returned = shop.buy(shop.open(last))
    assert shop.resume(last, returned)
    assert shop.held() == 15000, "and the buyer is not locked out by them"


@pytest.mark.usefixtures("few")
def test_unread_window_of_the_same_payment_gives_way(shop: Shop) -> None:
    bill = shop.bill()
    shop.open(bill)
    limits.spend(9, buyer=bill.checkout)
    outcome = shop.start(bill)
    assert isinstance(outcome, ShowWindow)
    statuses = list(Attempt.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == [AttemptStatus.SUPERSEDED, AttemptStatus.OPEN]
    assert shop.sandbox.requests() == []


@pytest.mark.usefixtures("few")
def test_what_may_hold_money_is_read_all_the_same(shop: Shop) -> None:
    bill = shop.bill()
    returned = shop.buy(shop.open(bill))
    shop.sandbox.fault("confirm", "drop_before", times=2)
    shop.sandbox.fault("payment", "http_500", times=None)
    shop.sandbox.fault("payment_by_order_id", "http_500", times=None)
    assert shop.resume(bill, returned) == Failed(problem=problems.CHECKING)
    limits.spend(9, buyer=bill.checkout)
    assert shop.start(shop.bill(of=bill)) == Failed(problem=problems.CHECKING)


# Guests' windows.


def looks(shop: Shop, books: ShopBooks, time: MovingClock, minutes: int) -> int:
    """How often Toss is asked by a worker that sweeps each minute."""
    shop.sandbox.clear_requests()
    while minutes > 0:
        schedule.wake_returned()
        # In the minutes before anything is due a sweep finds nothing.
        due = Attempt.objects.aggregate(at=Min("due_at"))["at"] or datetime.max.replace(tzinfo=UTC)
        passes = min(max(math.ceil((due - now()) / timedelta(minutes=1)), 1), minutes)
        minutes -= passes
        time.advance(60 * passes)
        schedule.wake_returned()
        for attempt in schedule.due():
            books.sync(attempt, trusting=True)
    return len(shop.sandbox.requests())


def test_guests_window_costs_workers_one_call(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill()
    books, attempt = ShopBooks.of(shop, bill), shop.open(bill)
    assert looks(shop, books, time, 60) == 0
    assert looks(shop, books, time, 24 * 60) == 1
    attempt.refresh_from_db()
    assert (attempt.status, attempt.due_at) == (AttemptStatus.CLOSED, None)


def test_so_does_one_that_gave_way(shop: Shop, time: MovingClock) -> None:
    first = shop.bill()
    bills = [first, *(shop.bill(of=first) for _ in range(15))]
    books = ShopBooks.of(shop, *bills)
    for bill in bills:
        shop.open(bill)
    assert looks(shop, books, time, 24 * 60) == len(bills)
    assert set(Attempt.objects.values_list("status", flat=True)) == {AttemptStatus.CLOSED}


def test_members_window_is_looked_at_sooner(shop: Shop, time: MovingClock) -> None:
    bill = shop.bill(user=shop.user())
    books = ShopBooks.of(shop, bill)
    shop.open(bill)
    assert looks(shop, books, time, 60) > 0


@pytest.mark.parametrize("cached", [True, False])
def test_guest_whose_confirm_was_rolled_back(
    shop: Shop, time: MovingClock, *, cached: bool
) -> None:
    """The row says nothing of it; the cache does, and without one the end of the window."""
    bill = shop.bill()
    books, attempt = ShopBooks.of(shop, bill), shop.open(bill)
    time.advance(600)
    shop.die_after(bill, shop.buy(attempt))
    if not cached:
        cache.clear()
    began = now()
    while bill.reference not in books.ordered:
        looks(shop, books, time, 1)
    assert (now() - began).total_seconds() / 60 <= (4 if cached else 57)
    assert shop.held() == 15000


def test_cache_that_is_down_wakes_nobody(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    for method in ("set", "get_many"):
        monkeypatch.setattr(cache, method, broken)
    bill = shop.bill()
    books = ShopBooks.of(shop, bill)
    shop.die_after(bill, shop.buy(shop.open(bill)))
    assert looks(shop, books, time, 70) > 0
    assert bill.reference in books.ordered
