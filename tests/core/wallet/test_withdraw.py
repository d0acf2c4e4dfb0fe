"""Leaving: withdrawn at Toss, then forgotten here; what is not known is tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from saleor_brandpay.api import customer_calls
from saleor_brandpay.api.answer import Parser
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.withdrawal import Withdrawal
from saleor_brandpay.core.wallet import list_methods, token_store, withdraw
from saleor_brandpay.core.wallet.withdraw import WithdrawOutcome
from saleor_brandpay.models import Customer
from tests.core.shop import MovingClock, Shop
from tests.core.wallet.wallets import access_token, at_toss, exchange, member, soon, stranger, works


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saleor_brandpay.core.wallet.token_access.PAUSE", 0.001)
    cache.clear()


def forgotten(customer: Customer) -> bool:
    customer.refresh_from_db()
    kept = (customer.access_token, customer.refresh_token, customer.token_expires_at)
    return kept == ("", "", None) and customer.withdrawn_at is not None


def calls(shop: Shop) -> int:
    return len(shop.sandbox.requests("customers/remove"))


def test_withdrawn_and_forgotten(shop: Shop) -> None:
    customer = member(shop)
    list_methods.methods(customer, soon())
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert at_toss(shop, customer) is None
    assert forgotten(customer)
    assert list_methods.methods(customer, soon()) == []


def test_again_does_nothing(shop: Shop) -> None:
    customer = member(shop)
    withdraw.withdraw(customer, soon())
    customer.refresh_from_db()
    since = customer.withdrawn_at
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert (calls(shop), customer.withdrawn_at) == (1, since)


def test_with_an_expired_token(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(31 * 24 * 3600)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert at_toss(shop, customer) is None


@pytest.mark.parametrize("kind", ["drop_after", "http_500_after", "malformed"])
def test_lost_answer_is_found_out(shop: Shop, kind: str) -> None:
    customer = member(shop)
    shop.sandbox.fault("remove-customer", kind, times=1)
    # On a pooled connection a drop would be repeated by the client, and then refused.
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert forgotten(customer)


@pytest.mark.parametrize("kind", ["drop_before", "http_500", "http_429", "http_409", "html_502"])
def test_not_carried_out_is_tried_again(shop: Shop, kind: str) -> None:
    customer = member(shop)
    shop.sandbox.fault("remove-customer", kind, times=2)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert not forgotten(customer)
    assert works(shop, access_token(customer))
    shop.sandbox.clear_faults()
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert forgotten(customer)


@pytest.mark.parametrize("other", ["http_500", "drop_before"])
def test_lost_answer_and_nothing_to_be_found_out(shop: Shop, other: str) -> None:
    customer = member(shop)
    shop.sandbox.fault("remove-customer", "http_500_after")
    shop.sandbox.fault("methods", other, times=None)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert not forgotten(customer)
    shop.sandbox.clear_faults()
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert forgotten(customer)


def test_a_dead_token_alone_is_no_withdrawal(shop: Shop) -> None:
    """Toss gives no answer and refuses the token, but has methods of the customer still."""
    customer = member(shop)
    shop.sandbox.fault("remove-customer", "http_500")
    shop.sandbox.fault("methods", "refuse", code="INVALID_ACCESS_TOKEN")
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert not forgotten(customer)


def test_left_at_toss_already(shop: Shop) -> None:
    customer = member(shop)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert forgotten(customer)


def test_methods_at_toss_and_no_token_here(shop: Shop, caplog: Any) -> None:
    customer = member(shop, tokens_kept=False)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.ONLY_BY_CUSTOMER
    assert "only the customer" in caplog.text
    assert not forgotten(customer)


def test_no_token_and_nothing_at_toss(shop: Shop) -> None:
    customer = stranger(shop)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    assert forgotten(customer)


def test_no_token_and_toss_does_not_know_the_customer(shop: Shop) -> None:
    customer = stranger(shop)
    shop.sandbox.fault("methods", "refuse", code="NOT_FOUND_CUSTOMER")
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE


def test_no_token_and_toss_is_down(shop: Shop) -> None:
    customer = stranger(shop)
    shop.sandbox.fault("methods", "http_500")
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert not forgotten(customer)


def test_token_cannot_be_refreshed_now(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    time.advance(31 * 24 * 3600)
    shop.sandbox.fault("access-token", "http_500")
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert token_store.read(customer)


def test_merchant_without_a_secret(shop: Shop) -> None:
    customer = member(shop)
    customer.merchant.current_secret = None
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER


@pytest.mark.parametrize(("key", "success"), [("", False), ("another", True)])
def test_toss_answers_something_else(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: Any, key: str, success: bool
) -> None:
    customer = member(shop)
    answer = Withdrawal(customer_key=Secret(key or customer.customer_key), success=success)
    monkeypatch.setattr(customer_calls, "_WITHDRAWAL", Parser(lambda data: answer))
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.LATER
    assert not forgotten(customer)
    assert customer.customer_key not in caplog.text


def test_who_comes_back_meanwhile_keeps_the_new_tokens(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = member(shop)
    send: Callable[..., bool] = withdraw._send

    def then_back(*args: Any) -> bool:
        done = send(*args)
        exchange(shop, customer)
        return done

    monkeypatch.setattr(withdraw, "_send", then_back)
    assert withdraw.withdraw(customer, soon()) is WithdrawOutcome.DONE
    customer.refresh_from_db()
    assert customer.withdrawn_at is None
    assert works(shop, access_token(customer))


# Somebody says that a customer has left.


def test_left_indeed(shop: Shop) -> None:
    customer = member(shop)
    shop.sandbox.manage("withdraw", customer_key=customer.customer_key)
    assert withdraw.has_withdrawn(customer, soon()) is True
    assert forgotten(customer)


@pytest.mark.parametrize("days", [0, 31])
def test_not_left_whatever_is_said(shop: Shop, time: MovingClock, days: int) -> None:
    customer = member(shop)
    time.advance(days * 24 * 3600)
    assert withdraw.has_withdrawn(customer, soon()) is False
    assert works(shop, access_token(customer))


def test_methods_are_left_and_no_token(shop: Shop) -> None:
    customer = member(shop, tokens_kept=False)
    assert withdraw.has_withdrawn(customer, soon()) is False
    assert not forgotten(customer)


def test_nobody_can_be_asked(shop: Shop, time: MovingClock) -> None:
    customer = member(shop)
    shop.sandbox.fault("methods", "http_500")
    assert withdraw.has_withdrawn(customer, soon()) is None
    time.advance(31 * 24 * 3600)
    shop.sandbox.fault("access-token", "http_500")
    assert withdraw.has_withdrawn(customer, soon()) is None
    customer.merchant.current_secret = None
    assert withdraw.has_withdrawn(customer, soon()) is None
    assert token_store.read(customer)
