"""Every endpoint that the sandbox serves."""

from __future__ import annotations

from . import auto, cancel, confirm, lookup, methods, promotions, terms, tokens
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
    Endpoint("auto", "POST", "/v1/brandpay/payments", auto.auto_payment, refused=auto.refused),
    Endpoint("terms", "GET", "/v1/brandpay/terms", terms.terms),
    Endpoint("agree", "POST", "/v1/brandpay/terms/agree", terms.agree),
    Endpoint("promotions-card", "GET", "/v1/brandpay/promotions/card", promotions.card),
    Endpoint("promotions-bank", "GET", "/v1/brandpay/promotions/bank", promotions.bank),
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
