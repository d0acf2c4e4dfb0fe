"""Few database connections, as behind PgBouncer: whoever comes late waits for one (M4)."""

import threading

import pytest

from tests.saleor.helpers import held, together
from tests.saleor.test_one_touch import one_touch, stored  # noqa: F401

pytestmark = pytest.mark.usefixtures("webhooks")

PLACES = 3
PATIENCE = 20
"""Seconds of real time after which a test is broken, not slow."""


@pytest.fixture
def small_pool(monkeypatch):
    """All that this process asks of its database from now on goes through three connections."""
    from django.db import connection
    from django.db.backends.postgresql.base import DatabaseWrapper

    connection.close()
    size = {"min_size": 1, "max_size": PLACES, "timeout": PATIENCE}
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", size)
    monkeypatch.setattr(DatabaseWrapper, "_connection_pools", {})
    yield
    connection.close()
    connection.pool.close()


def test_one_touch_of_many_buyers_holds_one_connection_each(
    stored,  # noqa: F811
    storefront_of,
    buyer,
    toss,
    small_pool,
    monkeypatch,
):
    from django.db import connection

    from saleor_brandpay.api.client import BrandpayClient

    buyers = [storefront_of(buyer).fill().payment_create() for _ in range(PLACES)]
    ready = [one.complete({"methodId": stored}) for one in buyers]
    before, charge = held(toss), BrandpayClient.auto_payment
    at_toss = threading.Barrier(PLACES, timeout=PATIENCE)

    def all_at_once(self, **values):
        at_toss.wait()
        return charge(self, **values)

    monkeypatch.setattr(BrandpayClient, "auto_payment", all_at_once)
    connection.close()
    calls = [
        lambda one=one, shown=shown: one.complete(shown.charge)
        for one, shown in zip(buyers, ready, strict=True)
    ]
    answers = together(*calls)
    assert all(answer.order for answer in answers), answers
    assert held(toss) - before == 15000 * PLACES
