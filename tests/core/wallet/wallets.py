"""Customers with methods and tokens at the sandbox, as paying once leaves them."""

from __future__ import annotations

from typing import Any

import requests

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import crypto
from saleor_brandpay.core.wallet import customers, token_exchange
from saleor_brandpay.models import Customer
from tests.core.shop import Shop
from tests.core.wallet.test_tokens import code_of


def soon(seconds: float = 5) -> Deadline:
    return Deadline.after(seconds)


def stranger(shop: Shop) -> Customer:
    """A user's customer whom Toss does not know."""
    return customers.of_user(shop.merchant(), shop.user().pk)


def member(shop: Shop, *kinds: str, tokens_kept: bool = True, agreed: bool = True) -> Customer:
    """A user's customer with registered methods, and with tokens unless they were lost.

    `agreed`: to automatic payments, in the window that asks for it.
    """
    customer = stranger(shop)
    for kind in kinds or ("card",):
        shop.sandbox.register(customer_key=customer.customer_key, method=kind)
    if agreed:
        shop.sandbox.agree_billing(customer_key=customer.customer_key)
    if tokens_kept:
        exchange(shop, customer)
    shop.sandbox.clear_requests()
    return customer


def exchange(shop: Shop, customer: Customer) -> None:
    code = code_of(shop, customer.customer_key)
    assert (
        token_exchange.exchange(customer.customer_key, code, soon()) is token_exchange.Exchange.DONE
    )
    customer.refresh_from_db()


def at_toss(shop: Shop, customer: Customer) -> dict[str, Any] | None:
    """What Toss has of a customer."""
    found = [one for one in shop.sandbox.customers() if one["customerKey"] == customer.customer_key]
    return found[0] if found else None


def access_token(customer: Customer) -> Secret:
    return crypto.decrypt(Customer.objects.get(pk=customer.pk).access_token)


def works(shop: Shop, token: Secret) -> bool:
    """Whether Toss accepts a customer's token."""
    answer = requests.get(
        f"{shop.sandbox.url}/v1/brandpay/payments/methods",
        headers={"Authorization": f"Bearer {token.reveal()}"},
        timeout=5,
    )
    return answer.ok
