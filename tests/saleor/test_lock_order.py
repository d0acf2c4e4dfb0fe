"""The order of locks (M13) is looked at, not left to luck; many tests stand under `lock_order`."""

import pytest
from django.db import transaction

from . import lock_order as lock_order_module
from .lock_order import tables, watching
from .transacting import request

pytest_plugins = ["tests.saleor.transaction_fixtures"]
pytestmark = pytest.mark.usefixtures("brandpay")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ('SELECT "a"."b" FROM "a" WHERE "a"."c" = %s FOR UPDATE OF "a"', ["a"]),
        ('SELECT 1 FROM "a" INNER JOIN "d" ON (x) FOR NO KEY UPDATE', ["a"]),
        ('SELECT 1 FROM "a" INNER JOIN "d" ON (x) FOR UPDATE OF "a", "d"', ["a", "d"]),
        ('UPDATE "a" SET "b" = %s WHERE "a"."id" = %s', ["a"]),
        ('DELETE FROM "a" WHERE 1 = 1', ["a"]),
        ('SELECT "a"."b" FROM "a" LIMIT 1', []),
        ("SET LOCAL lock_timeout = 5", []),
    ],
)
def test_statement_that_locks(sql, found):
    assert tables(sql) == found


@pytest.mark.parametrize("first", ["order", "item"])
def test_wrong_order_is_seen(buying, charged, first, monkeypatch):
    from saleor.order.models import Order
    from saleor.payment.models import TransactionItem

    buying.complete()
    rows = [Order.objects.all(), TransactionItem.objects.all()]
    monkeypatch.setattr(lock_order_module, "_where", lambda: "ours")
    with watching() as order, transaction.atomic():
        for locked in rows if first == "order" else reversed(rows):
            locked.select_for_update(of=("self",)).get()
    assert len(order.wrong) == (first == "item")
    assert len(order.seen) == 1


def test_a_new_transaction_begins_anew(buying, charged):
    from saleor.order.models import Order
    from saleor.payment.models import TransactionItem

    buying.complete()
    with watching() as order:
        for model in (TransactionItem, Order):
            with transaction.atomic():
                model.objects.select_for_update(of=("self",)).get()
            model.objects.update(private_metadata={})
    assert (order.wrong, order.seen) == ([], [])


def test_request_of_staff_takes_the_order_first(buying, staff, toss, charged, lock_order):
    buying.complete()
    lock_order.seen.clear()
    request(staff, charged, amount=4000)
    assert ("order", "transactionitem") in lock_order.seen
    lock_order.seen.clear()
    request(staff, charged, "CHARGE")
    assert ("order", "transactionitem") in lock_order.seen


def test_request_on_a_checkout_takes_the_checkout_first(staff, toss, charged, lock_order):
    request(staff, charged, amount=4000)
    assert ("checkout", "transactionitem") in lock_order.seen
