"""Every endpoint that the sandbox serves."""

from __future__ import annotations

from . import cancel, confirm, lookup, methods, tokens
from .call import Endpoint

ENDPOINTS = (
    Endpoint(
        "access-token", "POST", "/v1/brandpay/authorizations/access-token", tokens.access_token
    ),
    Endpoint(
        "confirm",
        "POST",
        "/v1/brandpay/payments/confirm",
        confirm.confirm,
        refused=confirm.refused,
    ),
    Endpoint(
        "methods", "GET", "/v1/brandpay/payments/methods", methods.methods_by_token, bearer=True
    ),
    Endpoint(
        "methods",
        "GET",
        "/v1/brandpay/payments/methods/{customer_key}",
        methods.methods_by_customer_key,
    ),
    Endpoint(
        "remove-card",
        "POST",
        "/v1/brandpay/payments/methods/card/remove",
        methods.remove_card,
        bearer=True,
    ),
    Endpoint(
        "remove-account",
        "POST",
        "/v1/brandpay/payments/methods/account/remove",
        methods.remove_account,
        bearer=True,
    ),
    Endpoint(
        "remove-customer",
        "POST",
        "/v1/brandpay/customers/remove",
        methods.remove_customer,
        bearer=True,
    ),
    Endpoint(
        "payment_by_order_id",
        "GET",
        "/v1/payments/orders/{order_id}",
        lookup.payment_by_order_id,
    ),
    Endpoint("payment", "GET", "/v1/payments/{payment_key}", lookup.payment),
    Endpoint("cancel", "POST", "/v1/payments/{payment_key}/cancel", cancel.cancel),
    Endpoint("transactions", "GET", "/v1/transactions", lookup.transactions),
)

NAMES = frozenset(endpoint.name for endpoint in ENDPOINTS)
"""What a fault's `path` may say, besides `*`."""
