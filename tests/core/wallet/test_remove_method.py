"""Taking a method out of the wallet: one's own, with one's own token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.messages import wallet_problems
from saleor_brandpay.core.wallet import (
    customers,
    list_methods,
    method_cache,
    remove_method,
    token_store,
)
from saleor_brandpay.core.wallet.method import StoredMethod
from saleor_brandpay.models import Customer
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.wallets import at_toss, member, soon, works


def first(customer: Customer) -> StoredMethod:
    return list_methods.methods(customer, soon())[0]


def left(shop: Shop, customer: Customer) -> int:
    """Methods that Toss still lists."""
    methods = (at_toss(shop, customer) or {})["methods"]
    return len(methods["cards"]) + len(methods["accounts"])


def removals(shop: Shop) -> list[dict[str, Any]]:
    return shop.sandbox.requests("/remove")


@pytest.mark.parametrize("kind", ["card", "account"])
def test_removed_at_toss_and_from_the_list(shop: Shop, kind: str) -> None:
    customer = member(shop, kind)
    assert remove_method.remove(customer, first(customer).id, soon()) is None
    assert left(shop, customer) == 0
    assert list_methods.methods(customer, soon()) == []
    (request,) = removals(shop)
    assert f"/{kind}/remove" in request["path"]


def test_the_others_stay(shop: Shop) -> None:
    customer = member(shop, "card", "account", "card")
    keep = list_methods.methods(customer, soon())[1:]
    assert remove_method.remove(customer, first(customer).id, soon()) is None
    assert {one.id for one in list_methods.methods(customer, soon())} == {one.id for one in keep}


def test_a_second_click_is_answered_like_the_first(shop: Shop, time: MovingClock) -> None:
    customer, other = member(shop), member(shop)
    method = first(customer)
    assert remove_method.remove(customer, method.id, soon()) is None
    time.advance(59)
    assert remove_method.remove(customer, method.id, soon()) is None
    assert remove_method.remove(other, method.id, soon()) == wallet_problems.METHOD_UNKNOWN
    time.advance(2)
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.METHOD_UNKNOWN
    assert len(removals(shop)) == 1


def test_a_second_click_without_a_cache(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError("no cache server")

    customer = member(shop)
    method = first(customer)
    for name in ("get", "set", "delete"):
        monkeypatch.setattr(cache, name, down)
    assert remove_method.remove(customer, method.id, soon()) is None
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.METHOD_UNKNOWN


def test_somebody_elses_is_never_sent_to_toss(shop: Shop) -> None:
    mine, other = member(shop), member(shop)
    theirs = first(other)
    for name in (theirs.id, theirs.key):
        assert remove_method.remove(mine, name, soon()) == wallet_problems.METHOD_UNKNOWN
    assert removals(shop) == []
    assert left(shop, other) == 1


def test_customer_without_a_token_is_told_how_to_get_one(shop: Shop) -> None:
    customer = member(shop, tokens_kept=False)
    problem = remove_method.remove(customer, first(customer).id, soon())
    assert problem == wallet_problems.TOKEN_NEEDED
    assert "본인 확인" in problem.ko
    assert "Brandpay window" in problem.en
    assert (
        remove_method.remove(customers.guest(shop.merchant()), "m_1", soon())
        == wallet_problems.METHOD_UNKNOWN
    )
    assert removals(shop) == []


def test_expired_token_is_refreshed(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(31 * 24 * 3600)
    assert remove_method.remove(customer, first(customer).id, soon()) is None
    assert left(shop, customer) == 0


def test_token_revoked_at_toss_erases_ours(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saleor_brandpay.core.wallet.token_access.PAUSE", 0.001)
    customer = member(shop)
    method = first(customer)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.TOKEN_NEEDED
    customer.refresh_from_db()
    assert (customer.access_token, customer.refresh_token) == ("", "")


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_lost_answer_is_told_by_the_list(shop: Shop, kind: str) -> None:
    customer = member(shop)
    method = first(customer)
    shop.sandbox.fault("remove-card", kind, times=2)
    assert remove_method.remove(customer, method.id, soon()) is None
    assert left(shop, customer) == 0


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "http_409"])
def test_not_carried_out_is_not_known_to_be(shop: Shop, kind: str) -> None:
    customer = member(shop)
    method = first(customer)
    shop.sandbox.fault("remove-card", kind, times=2)
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.REMOVAL_UNKNOWN
    shop.sandbox.clear_faults()
    assert remove_method.remove(customer, method.id, soon()) is None


def test_not_known_and_no_list_either(shop: Shop) -> None:
    customer = member(shop)
    method = first(customer)
    shop.sandbox.fault("remove-card", "drop_after", times=2)
    shop.sandbox.fault("methods", "http_500", times=2)
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.REMOVAL_UNKNOWN
    shop.sandbox.clear_faults()
    assert remove_method.remove(customer, method.id, soon()) is None
    assert list_methods.methods(customer, soon()) == []


def test_too_many_requests(shop: Shop) -> None:
    customer = member(shop)
    method = first(customer)
    shop.sandbox.fault("remove-card", "http_429")
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.WALLET_NOT_READ
    assert remove_method.remove(customer, method.id, soon()) is None


def test_nothing_can_be_sent(shop: Shop, settings: Any) -> None:
    customer = member(shop)
    method = first(customer)
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.WALLET_NOT_READ


def test_gone_by_another_hand(shop: Shop) -> None:
    customer = member(shop)
    method = first(customer)
    shop.sandbox.manage("remove_method", customer_key=customer.customer_key, methodKey=method.key)
    assert remove_method.remove(customer, method.id, soon()) is None
    assert method_cache.get(customer) == ()


def test_refused_for_another_reason(shop: Shop, caplog: Any) -> None:
    customer = member(shop)
    shop.sandbox.fault("remove-card", "refuse", code="NOT_SUPPORTED_METHOD")
    assert (
        remove_method.remove(customer, first(customer).id, soon())
        == wallet_problems.REMOVAL_REFUSED
    )
    assert "NOT_SUPPORTED_METHOD" in caplog.text
    assert left(shop, customer) == 1


def test_lost_secret_key(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = member(shop)
    method = first(customer)
    customer.merchant.current_secret = None
    assert remove_method.remove(customer, method.id, soon()) == wallet_problems.WALLET_CLOSED


def test_tokens_under_a_key_of_other_processes(other_keys: Callable[[], None], shop: Shop) -> None:
    """Another one can read them in a moment: nobody is sent to the window for new ones."""
    customer = member(shop)
    token = token_store.read(customer)
    assert token
    other_keys()
    merchants.configured(shop.client_key, Secret(shop.secret_key))
    here = Customer.objects.select_related("merchant__current_secret").get(pk=customer.pk)
    assert remove_method.remove(here, first(here).id, soon()) == wallet_problems.WALLET_NOT_READ
    assert works(shop, token.access)


def test_every_try_has_a_key_of_its_own(shop: Shop) -> None:
    """One derived from the method would be answered for 15 days without anything being done."""
    customer = member(shop)
    method = first(customer)
    client = merchants.client(customer.merchant)
    token = token_store.read(customer)
    assert token
    for _ in range(2):
        shop.sandbox.fault("remove-card", "refuse", code="NOT_FOUND_METHOD")
        with pytest.raises(Exception, match="NOT_FOUND_METHOD"):
            remove_method._send(client, method, token.access, soon())
    keys = {request["idempotencyKey"] for request in removals(shop)}
    assert len(keys) == 2
