"""Planted secrets are nowhere but in the columns that the design names."""

import logging

import pytest
from django.apps import apps
from django.db import connection

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.core.confirm.context import Paid, ShowWindow
from saleor_brandpay.core.merchants import crypto
from saleor_brandpay.core.wallet import token_exchange
from saleor_brandpay.models import Customer
from tests.core.shop import Shop
from tests.core.wallet.test_tokens import code_of


def dump(*, without: tuple[str, ...] = ()) -> str:
    """Every value of every table of ours."""
    text = ""
    for model in apps.get_app_config("saleor_brandpay").get_models():
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if f"{model.__name__}.{field.name}" not in without
        ]
        with connection.cursor() as cursor:
            listed = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {listed} FROM "{model._meta.db_table}"')
            text += repr(cursor.fetchall())
    return text


def test_whole_flow_leaves_no_secret(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bill = shop.bill(user=shop.user())
    attempt = shop.open(bill)
    key = attempt.customer.customer_key
    code = code_of(shop, key)
    caplog.clear()  # of the test's own requests
    token_exchange.exchange(key, code, Deadline.after(5))
    shop.sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY", times=1)
    declined = shop.resume(bill, shop.buy(attempt))
    assert isinstance(declined, ShowWindow)
    paid = shop.resume(bill, shop.buy(declined.attempt))
    assert isinstance(paid, Paid)
    shop.sandbox.fault("cancel", "html_502", times=1)
    shop.refund(paid.attempt, 1000)
    shop.refund(paid.attempt, 1000)
    customer = Customer.objects.get(customer_key=key)
    secrets = {
        "secret key": shop.secret_key,
        "access token": crypto.decrypt(customer.access_token).reveal(),
        "refresh token": crypto.decrypt(customer.refresh_token).reveal(),
        "code": code,
    }
    stored = dump()
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    for name, secret in secrets.items():
        assert secret not in stored, name
        assert secret not in logged, name
    assert key not in logged
    assert key not in dump(without=("Customer.customer_key",))


def test_secret_survives_no_formatting(shop: Shop) -> None:
    shop.merchant()
    client_repr = repr(shop.merchant()) + repr(shop.context(shop.bill()))
    assert shop.secret_key not in client_repr
