"""The customer's own token: refreshed in time, by one at a time, erased once Toss refuses it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet
from django.db import connections

from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.errors import ApiError, MalformedAnswer, Refused, ServerError
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.token import AccessToken
from saleor_brandpay.clock import now
from saleor_brandpay.core.merchants import crypto, key_rotation, merchants
from saleor_brandpay.core.messages.problem import Problem
from saleor_brandpay.core.messages.wallet_problems import TOKEN_NEEDED, WALLET_NOT_READ
from saleor_brandpay.core.wallet import token_access, token_exchange, token_store, withdraw
from saleor_brandpay.core.wallet.withdraw import WithdrawOutcome
from saleor_brandpay.models import Customer
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.test_tokens import code_of
from tests.core.wallet.wallets import access_token, exchange, member, soon, stranger, works

T = TypeVar("T")
MONTH = 30 * 24 * 3600


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair of another host, if there is one, is there at once."""
    monkeypatch.setattr(token_access, "PAUSE", 0.001)


@pytest.fixture
def customer(shop: Shop) -> Customer:
    return member(shop)


def ask(customer: Customer, refused: Secret | None = None) -> Secret | Problem:
    client = merchants.client(customer.merchant)
    return token_access.access(customer, client, soon(), refused=refused)


def refreshes(shop: Shop) -> list[dict[str, Any]]:
    return [
        request
        for request in shop.sandbox.requests("access-token")
        if request["body"]["grantType"] == "RefreshToken"
    ]


def test_a_token_in_force_costs_no_call(shop: Shop, customer: Customer) -> None:
    assert ask(customer) == access_token(customer)
    assert shop.sandbox.requests() == []


@pytest.mark.parametrize("age", [MONTH - 30, MONTH + 60])
def test_an_expired_one_is_refreshed(
    shop: Shop, customer: Customer, time: MovingClock, age: int
) -> None:
    old = access_token(customer)
    time.advance(age)
    token = ask(customer)
    assert isinstance(token, Secret)
    assert token == access_token(customer) != old
    assert works(shop, token)
    assert ask(customer) == token
    assert len(refreshes(shop)) == 1


def test_one_that_toss_refused_is_refreshed(shop: Shop, customer: Customer) -> None:
    old = access_token(customer)
    token = ask(customer, refused=old)
    assert isinstance(token, Secret)
    assert token != old


def test_customers_without_tokens(shop: Shop) -> None:
    assert ask(stranger(shop)) == TOKEN_NEEDED
    gone = stranger(shop)
    Customer.objects.filter(pk=gone.pk).delete()
    assert ask(gone) == TOKEN_NEEDED
    assert shop.sandbox.requests() == []


def test_tokens_under_another_key_are_left_to_who_has_it(
    other_keys: Callable[[], None], shop: Shop, settings: Any
) -> None:
    customer, key = member(shop), settings.BRANDPAY_ENCRYPTION_KEYS
    began = token_store.read(customer)
    assert began
    other_keys()
    with pytest.raises(crypto.Unreadable):
        token_store.read(customer)
    answer = AccessToken(
        access_token=Secret("a"), refresh_token=Secret("r"), token_type="", expires_in=60
    )
    token_store.refreshed(customer, began, answer)
    token_store.erase(customer, began)
    token_store.withdrawn(customer, None)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    settings.BRANDPAY_ENCRYPTION_KEYS = key
    assert token_store.read(customer) == began
    customer.refresh_from_db()
    assert customer.withdrawn_at is None


def test_revoked_at_toss_erases_ours(
    shop: Shop, customer: Customer, time: MovingClock, caplog: Any
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    assert ask(customer) == TOKEN_NEEDED
    customer.refresh_from_db()
    assert (customer.access_token, customer.refresh_token) == ("", "")
    assert customer.token_expires_at is None
    assert customer.withdrawn_at is None
    assert "are erased" in caplog.text


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "http_429", "html_502"])
def test_toss_is_down_and_nothing_is_lost(
    shop: Shop, customer: Customer, time: MovingClock, kind: str
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", kind, times=2)
    assert ask(customer) == WALLET_NOT_READ
    shop.sandbox.clear_faults()
    assert isinstance(ask(customer), Secret)


@pytest.mark.parametrize("kind", ["drop_after", "malformed"])
def test_a_lost_answer_is_asked_for_again(
    shop: Shop, customer: Customer, time: MovingClock, kind: str
) -> None:
    """Both old tokens are dead by then: without the replay the new ones would be lost."""
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", kind, times=2)
    assert ask(customer) == WALLET_NOT_READ
    shop.sandbox.clear_faults()
    token = ask(customer)
    assert isinstance(token, Secret)
    assert works(shop, token)


def test_a_put_off_refresh_that_is_replayed_is_stepped_over(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", "refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST")
    assert ask(customer) == WALLET_NOT_READ
    assert isinstance(ask(customer), Secret)
    assert [request["replayed"] for request in refreshes(shop)] == [False, True, False]


def test_steps_are_bounded(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", "refuse", code="FORBIDDEN_CONSECUTIVE_REQUEST", times=None)
    monkeypatch.setattr(token_access, "MAX_STEPS", 2)
    assert [ask(customer) for _ in range(3)] == [WALLET_NOT_READ] * 3
    assert len(refreshes(shop)) == 1 + 2 + 2


def test_a_fault_of_the_shops_settings_erases_nothing(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", "refuse", code="INVALID_TEST_CODE")
    assert ask(customer) == WALLET_NOT_READ
    assert token_store.read(customer)


# Two at once.


def together(count: int, job: Callable[[], T]) -> list[T]:
    barrier = threading.Barrier(count)

    def run(_: int) -> T:
        try:
            barrier.wait(10)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_many_threads_are_left_with_one_pair(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(MONTH + 60)
    answers = together(8, lambda: ask(customer))
    assert {type(answer) for answer in answers} == {Secret}
    assert set(answers) == {access_token(customer)}
    assert works(shop, access_token(customer))


@pytest.mark.django_db(transaction=True)
def test_two_hosts_are_left_with_one_pair(
    shop: Shop, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read the old pair before either asks Toss, which keeps no idempotency for it."""
    customer = member(shop)
    time.advance(MONTH + 60)
    barrier, refresh = threading.Barrier(2), BrandpayClient.refresh_access_token

    def meet(self: BrandpayClient, **arguments: Any) -> object:
        barrier.wait(10)
        arguments["idempotency_key"] = None
        return refresh(self, **arguments)

    monkeypatch.setattr(BrandpayClient, "refresh_access_token", meet)
    monkeypatch.setattr(token_access, "PAUSE", 0.05)
    answers = together(2, lambda: ask(customer))
    assert set(answers) == {access_token(customer)}
    assert works(shop, access_token(customer))


def late(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Something happens between Toss's answer to a refresh and our keeping it."""
    refresh = BrandpayClient.refresh_access_token

    def answered(self: BrandpayClient, **arguments: Any) -> object:
        answer = refresh(self, **arguments)
        meanwhile()
        return answer

    monkeypatch.setattr(BrandpayClient, "refresh_access_token", answered)


def test_a_host_that_dies_with_the_answer_leaves_it_to_the_next(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.advance(MONTH + 60)

    def die() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        late(patch, die)
        with pytest.raises(KeyboardInterrupt):
            ask(customer)
    token = ask(customer)
    assert isinstance(token, Secret)
    assert works(shop, token)


def test_the_first_request_is_still_running(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", "http_409")
    assert ask(customer) == WALLET_NOT_READ
    assert token_store.read(customer)


def test_the_first_request_ends_meanwhile(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.advance(MONTH + 60)
    before = Customer.objects.get(pk=customer.pk)
    token = ask(customer)
    pairs = iter([token_store.pair(before)])
    read = token_store.read
    monkeypatch.setattr(token_store, "read", lambda row: next(pairs, None) or read(row))
    shop.sandbox.fault("access-token", "http_409")
    assert ask(customer) == token


def test_looking_for_another_pair_ends_with_the_deadline(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    time.advance(MONTH + 60)
    shop.sandbox.fault("access-token", "http_409")
    pair = token_store.read(customer)
    assert pair
    gone = soon(0)
    assert token_access._other_hosts(customer, pair, ServerError(), gone) == WALLET_NOT_READ
    assert (
        token_access._other_hosts(customer, pair, Refused(code="INVALID_REQUEST"), gone)
        == TOKEN_NEEDED
    )


def test_erased_by_a_host_that_saw_the_old_pair_refused(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.advance(MONTH + 60)
    pair = token_store.read(customer)
    assert pair
    late(monkeypatch, lambda: token_store.erase(customer, pair))
    token = ask(customer)
    assert token == access_token(customer)


def test_replaced_meanwhile_is_not_put_back(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer has left and come back between Toss's answer and our keeping it."""
    time.advance(MONTH + 60)

    def come_back() -> None:
        shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
        exchange(shop, Customer.objects.get(pk=customer.pk))

    late(monkeypatch, come_back)
    token = ask(customer)
    assert token == access_token(customer)
    assert works(shop, access_token(customer))


def test_withdrawn_meanwhile_stays_withdrawn(
    shop: Shop, customer: Customer, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.advance(MONTH + 60)
    old = access_token(customer)
    late(monkeypatch, lambda: token_store.withdrawn(customer, old))
    ask(customer)
    customer.refresh_from_db()
    assert customer.access_token == ""
    assert customer.withdrawn_at


def test_encryption_keys_are_rotated_meanwhile(
    shop: Shop,
    customer: Customer,
    time: MovingClock,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time.advance(MONTH + 60)
    (old,) = crypto.keys()

    def rotate() -> None:
        settings.BRANDPAY_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), old]
        key_rotation.rotate()

    late(monkeypatch, rotate)
    assert ask(customer) == access_token(customer)


def test_an_exchange_does_not_put_back_what_a_refresh_has_ended(
    shop: Shop, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, code = access_token(customer), code_of(shop, customer.customer_key)
    exchanged = BrandpayClient.exchange_code

    def slow(self: BrandpayClient, **arguments: Any) -> object:
        answer = exchanged(self, **arguments)
        ask(customer, refused=old)
        return answer

    monkeypatch.setattr(BrandpayClient, "exchange_code", slow)
    assert (
        token_exchange.exchange(customer.customer_key, code, soon()) is token_exchange.Exchange.DONE
    )
    assert access_token(customer) != old
    assert works(shop, access_token(customer))


def test_an_exchange_extends_the_pair_and_undoes_a_withdrawal(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    old = access_token(customer)
    Customer.objects.filter(pk=customer.pk).update(withdrawn_at=now())
    time.advance(60)
    before = Customer.objects.get(pk=customer.pk).token_expires_at
    exchange(shop, customer)
    assert access_token(customer) == old
    assert customer.withdrawn_at is None
    assert customer.token_expires_at
    assert before
    assert customer.token_expires_at > before


def test_erasing_leaves_a_newer_pair(shop: Shop, customer: Customer) -> None:
    pair = token_store.read(customer)
    assert pair
    newer = ask(customer, refused=pair.access)
    token_store.erase(customer, pair)
    assert access_token(customer) == newer
    token_store.withdrawn(customer, pair.access)
    assert access_token(customer) == newer


# Calls with the token.


def call(customer: Customer, job: Callable[[Secret], T]) -> T | Problem:
    return token_access.with_token(customer, merchants.client(customer.merchant), soon(), job)


def test_refused_once_is_refreshed_and_called_again(shop: Shop, customer: Customer) -> None:
    shop.sandbox.fault("methods", "refuse", code="INVALID_ACCESS_TOKEN")
    client = merchants.client(customer.merchant)
    found = call(customer, lambda token: client.methods_by_token(token, deadline=soon()))
    assert not isinstance(found, Problem)
    assert len(refreshes(shop)) == 1


def test_refused_twice_erases(shop: Shop, customer: Customer) -> None:
    shop.sandbox.fault("methods", "refuse", code="INVALID_ACCESS_TOKEN", times=None)
    client = merchants.client(customer.merchant)
    found = call(customer, lambda token: client.methods_by_token(token, deadline=soon()))
    assert found == TOKEN_NEEDED
    assert token_store.read(customer) is None


def test_refused_without_a_code_is_refreshed_and_erases_nothing(
    shop: Shop, customer: Customer
) -> None:
    """A gateway's 401, or Toss's own: it is tried anew, and says nothing of the tokens."""

    def refuse(token: Secret) -> None:
        raise MalformedAnswer(http_status=401)

    assert call(customer, refuse) == TOKEN_NEEDED
    assert len(refreshes(shop)) == 1
    assert token_store.read(customer) is not None


def test_refused_twice_but_replaced_meanwhile_is_kept(shop: Shop, customer: Customer) -> None:
    seen: list[Secret] = []

    def refuse(token: Secret) -> None:
        seen.append(token)
        if len(seen) == 2:
            exchange(shop, customer)
            ask(customer, refused=token)
        raise ApiError(http_status=401)

    assert call(customer, refuse) == TOKEN_NEEDED
    assert access_token(customer) not in seen


def test_other_errors_are_the_callers(shop: Shop, customer: Customer) -> None:
    def fail(_: Secret) -> None:
        raise ServerError(code="COMMON_ERROR", http_status=500)

    with pytest.raises(ServerError):
        call(customer, fail)


def test_the_idempotency_key_holds_no_token(
    shop: Shop, customer: Customer, time: MovingClock
) -> None:
    pair = token_store.read(customer)
    assert pair
    time.advance(MONTH + 60)
    ask(customer)
    (request,) = refreshes(shop)
    assert request["idempotencyKey"].startswith("refresh:")
    assert pair.refresh.reveal() not in request["idempotencyKey"]


def test_refused_and_meanwhile_erased(shop: Shop, customer: Customer, time: MovingClock) -> None:
    pair = token_store.read(customer)
    assert pair
    token_store.erase(customer, pair)
    dead = Refused(code="INVALID_REQUEST")
    assert token_access._other_hosts(customer, pair, dead, soon()) == TOKEN_NEEDED
