"""Stored methods: listed for the buyer, found for a charge, kept for a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_brandpay.api.methods import PaymentMethods
from saleor_brandpay.core.messages import wallet_problems
from saleor_brandpay.core.wallet import customers, list_methods, method_cache
from saleor_brandpay.core.wallet.method import StoredMethod, stored
from saleor_brandpay.models import Customer
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.wallets import at_toss, exchange, member, soon, stranger


def lists(shop: Shop) -> int:
    return len(shop.sandbox.requests("/v1/brandpay/payments/methods/"))


def test_cards_and_accounts_with_the_default_first(shop: Shop) -> None:
    customer = member(shop, "card", "account")
    account, card = list_methods.methods(customer, soon())
    assert (account.type, account.is_default, account.is_enabled) == ("account", True, True)
    assert (account.brand, account.last_digits) == ("TOSSBANK", "1234")
    assert (card.type, card.is_default, card.brand) == ("card", False, "SHINHAN")
    assert (card.last_digits, card.number) == ("000*", "53270000****000*")
    assert card.customer_pk == customer.pk
    assert card.key
    assert card.key not in repr(card)


@pytest.mark.parametrize(
    ("language", "names"),
    [("ko", ["토스뱅크 계좌", "신한카드"]), ("en", ["TOSSBANK account", "SHINHAN card"])],
)
def test_names_in_the_buyers_language(shop: Shop, language: str, names: list[str]) -> None:
    methods = list_methods.methods(member(shop, "card", "account"), soon())
    assert [method.name(language) for method in methods] == names


def listed(**changes: Any) -> StoredMethod:
    card = {
        "id": "m_1",
        "methodKey": "mk",
        "cardName": "신한카드",
        "cardNumber": "5327",
        "issuerCode": "41",
        "status": "ENABLED",
    }
    data = {"selectedMethodId": "m_1", "cards": [card | changes]}
    (method,) = stored(PaymentMethods.parse(data), 1)
    return method


def test_what_a_storefront_is_shown() -> None:
    method = listed(cardNumber="53270000****000*")
    assert method.shown("ko") == {
        "id": "m_1",
        "type": "card",
        "name": "신한카드",
        "brand": "SHINHAN",
        "lastDigits": "000*",
        "isDefault": True,
    }


@pytest.mark.parametrize(
    ("number", "first"),
    [("53270000****000*", "5327"), ("532*", None), ("53", None), ("", None), ("５３２７1", None)],
)
def test_first_digits(number: str, first: str | None) -> None:
    assert listed(cardNumber=number).first_digits == first


@pytest.mark.parametrize(
    ("changes", "ko", "en"),
    [
        ({"alias": "월급 카드"}, "월급 카드", "월급 카드"),
        ({"cardName": ""}, "신한 카드", "SHINHAN card"),
        ({"issuerCode": "??"}, "신한카드", "신한카드"),
        ({"issuerCode": "", "cardName": ""}, "카드", "card"),
    ],
)
def test_names_of_what_toss_names_badly(changes: dict[str, str], ko: str, en: str) -> None:
    method = listed(**changes)
    assert (method.name("ko-KR"), method.name("en")) == (ko, en)


@pytest.mark.parametrize("changes", [{"status": "DISABLED"}, {"methodKey": ""}])
def test_what_cannot_be_used_is_marked(changes: dict[str, str]) -> None:
    assert not listed(**changes).is_enabled


def test_disabled_ones_come_last_and_are_no_default() -> None:
    rows = [
        {"id": "m_1", "methodKey": "a", "status": "DISABLED"},
        {"id": "m_2", "methodKey": "b", "status": "ENABLED"},
    ]
    data = {"selectedMethodId": "m_1", "cards": rows}
    found = stored(PaymentMethods.parse(data), 1)
    assert [method.id for method in found] == ["m_2", "m_1"]
    assert not any(method.is_default for method in found)


def test_one_query_and_one_call_then_neither(shop: Shop) -> None:
    customer = member(shop)
    with CaptureQueriesContext(connection) as queries:
        found = list_methods.of_user(shop.client_key, customer.user_pk or 0)
        assert found
        first = list_methods.methods(found, soon())
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        assert list_methods.methods(found, soon()) == first
    assert len(queries) == 0
    assert lists(shop) == 1


def test_nobody_elses_customer(shop: Shop) -> None:
    customer = member(shop)
    assert list_methods.of_user(shop.client_key, shop.user().pk) is None
    assert list_methods.of_user("test_ck_other", customer.user_pk or 0) is None


def test_kept_for_a_minute(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    list_methods.methods(customer, soon())
    time.advance(59)
    list_methods.methods(customer, soon())
    assert lists(shop) == 1
    time.advance(2)
    list_methods.methods(customer, soon())
    assert lists(shop) == 2


def test_what_was_kept_before_a_change_is_stale(shop: Shop) -> None:
    customer = member(shop)
    assert len(list_methods.methods(customer, soon())) == 1
    shop.sandbox.register(customer_key=customer.customer_key)
    assert len(list_methods.methods(customer, soon())) == 1
    method_cache.changed(customer)
    other_host = Customer.objects.select_related("merchant").get(pk=customer.pk)
    assert len(list_methods.methods(other_host, soon())) == 2


def test_a_replica_that_lags_shows_no_old_list(shop: Shop) -> None:
    customer = member(shop)
    lagging = Customer.objects.select_related("merchant").get(pk=customer.pk)
    list_methods.methods(customer, soon())
    shop.sandbox.register(customer_key=customer.customer_key)
    method_cache.changed(customer)
    assert len(list_methods.methods(lagging, soon())) == 2


def test_a_cache_that_fails_does_not_fail_the_change(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    customer = member(shop)
    monkeypatch.setattr(cache, "delete", broken)
    method_cache.changed(customer)
    assert "the cache failed" in caplog.text
    customer.refresh_from_db()
    assert customer.methods_changed_at


def test_a_list_read_before_a_change_and_kept_after_it_is_stale(shop: Shop) -> None:
    customer = member(shop)
    before = list_methods.methods(customer, soon())
    asked = method_cache.now()
    method_cache.changed(customer)
    method_cache.put(customer, tuple(before), asked)
    assert method_cache.get(customer) is None


def test_a_callback_makes_the_list_stale(shop: Shop) -> None:
    customer = member(shop, tokens_kept=False)
    list_methods.methods(customer, soon())
    member_again = Customer.objects.get(pk=customer.pk)
    exchange(shop, member_again)
    assert method_cache.get(member_again) is None


def test_nothing_readable_is_kept(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(cache, "set", lambda name, value, timeout: kept.update({name: value}))
    customer = member(shop)
    (method,) = list_methods.methods(customer, soon())
    assert [name for name in kept if ":methods:" in name], "the list is not kept at all"
    # A minute after it last did, a process says which encryption keys it has, here as well.
    for plain in (customer.customer_key, method.key, method.id, method.number, "신한"):
        assert plain not in str(kept)


def test_a_list_moved_to_another_name_in_the_cache_serves_nobody(shop: Shop) -> None:
    mine, other = member(shop), member(shop)
    list_methods.methods(mine, soon())
    cache.set(method_cache._name(other), cache.get(method_cache._name(mine)))
    assert method_cache.get(other) is None


def test_a_list_under_a_lost_encryption_key_is_read_anew(shop: Shop, settings: Any) -> None:
    customer = member(shop)
    list_methods.methods(customer, soon())
    cache.set(method_cache._name(customer), "x" + cache.get(method_cache._name(customer)))
    assert len(list_methods.methods(customer, soon())) == 1
    assert lists(shop) == 2


def test_a_broken_cache_costs_a_call_only(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache server")

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    customer = member(shop)
    for _ in range(2):
        assert len(list_methods.methods(customer, soon())) == 1
    assert lists(shop) == 2


def test_unknown_customers_and_guests_have_nothing(shop: Shop) -> None:
    assert list_methods.methods(stranger(shop), soon()) == []
    shop.sandbox.clear_requests()
    assert list_methods.methods(customers.guest(shop.merchant()), soon()) == []
    assert shop.sandbox.requests() == []


def test_toss_says_that_it_does_not_know_the_customer(shop: Shop, caplog: Any) -> None:
    customer = stranger(shop)
    shop.sandbox.fault("methods", "refuse", code="NOT_FOUND_CUSTOMER")
    assert list_methods.methods(customer, soon()) == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "html_502", "malformed", "http_429"])
def test_toss_is_down(shop: Shop, caplog: Any, kind: str) -> None:
    customer = member(shop)
    # A dropped GET is repeated once by the client itself.
    shop.sandbox.fault("methods", kind, times=2)
    assert list_methods.methods(customer, soon()) == []
    assert f"customer {customer.pk}: Toss does not list its methods" in caplog.text
    shop.sandbox.clear_faults()
    assert len(list_methods.methods(customer, soon())) == 1


def test_toss_hangs(shop: Shop) -> None:
    customer = member(shop)
    shop.sandbox.fault("methods", "hang")
    deadline = soon(0.3)
    assert list_methods.methods(customer, deadline) == []
    assert deadline.expired


def test_lost_encryption_key_shows_an_empty_list(
    other_keys: Callable[[], None], shop: Shop, caplog: Any
) -> None:
    customer = member(shop)
    other_keys()
    assert list_methods.methods(customer, soon()) == []
    assert "cannot be listed" in caplog.text
    assert list_methods.find(customer, "m_1", soon()) == wallet_problems.WALLET_CLOSED


# Choosing one to charge.


def test_finds_the_customers_own(shop: Shop) -> None:
    customer = member(shop, "card", "account")
    for method in list_methods.methods(customer, soon()):
        assert list_methods.find(customer, method.id, soon()) == method
    assert lists(shop) == 1


def test_finds_one_registered_a_moment_ago(shop: Shop) -> None:
    customer = member(shop)
    list_methods.methods(customer, soon())
    shop.sandbox.register(customer_key=customer.customer_key)
    new = (at_toss(shop, customer) or {})["methods"]["selectedMethodId"]
    found = list_methods.find(customer, new, soon())
    assert isinstance(found, StoredMethod)
    assert found.is_default


def test_somebody_elses_is_unknown(shop: Shop) -> None:
    mine, other = member(shop), member(shop)
    (theirs,) = list_methods.methods(other, soon())
    assert list_methods.find(mine, theirs.id, soon()) == wallet_problems.METHOD_UNKNOWN
    assert list_methods.find(mine, theirs.key, soon()) == wallet_problems.METHOD_UNKNOWN


@pytest.mark.parametrize("method_id", [None, 5, "", [], {"id": "m_1"}, True, "x" * 201])
def test_what_is_no_id(shop: Shop, method_id: object) -> None:
    customer = member(shop)
    assert list_methods.find(customer, method_id, soon()) == wallet_problems.METHOD_ID_INVALID
    assert shop.sandbox.requests() == []


def test_unknown_id_and_a_guests(shop: Shop) -> None:
    assert list_methods.find(member(shop), "m_none", soon()) == wallet_problems.METHOD_UNKNOWN
    guest = customers.guest(shop.merchant())
    assert list_methods.find(guest, "m_none", soon()) == wallet_problems.METHOD_UNKNOWN


def test_disabled_one_is_not_charged(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_methods, "read", lambda *args: (listed(status="DISABLED"),))
    assert list_methods.find(member(shop), "m_1", soon()) == wallet_problems.METHOD_DISABLED


def test_not_found_while_toss_is_down_is_not_unknown(shop: Shop) -> None:
    customer = member(shop)
    shop.sandbox.fault("methods", "http_500")
    assert list_methods.find(customer, "m_1", soon()) == wallet_problems.WALLET_NOT_READ


def test_merchant_without_a_secret(shop: Shop) -> None:
    customer = member(shop)
    customer.merchant.current_secret = None
    assert list_methods.find(customer, "m_1", soon()) == wallet_problems.WALLET_CLOSED
