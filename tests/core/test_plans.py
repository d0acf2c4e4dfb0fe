"""What is asked often finds its rows by an index, however many there are.

A few rows do not make PostgreSQL use one; where it may not read a whole table it does so only if
there is no other way. Which index it takes then goes by luck: `make bench ARGS=plans` shows that
at a million rows.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from saleor_brandpay.core.attempts import queries, schedule
from saleor_brandpay.core.attempts.source import Source
from saleor_brandpay.core.refunds import refund_rows, unsettled
from saleor_brandpay.core.retention import nightly
from saleor_brandpay.core.settlements.of_payment import Settlements
from saleor_brandpay.core.webhooks import inbox
from saleor_brandpay.models import Attempt, PaymentReference, SourceType
from tests.core.shop import Shop

PAYMENT, TRANSACTION = PaymentReference.payment(7), PaymentReference.transaction(uuid.UUID(int=7))
ASKED: dict[str, Callable[[], Any]] = {
    "attempts of a source": lambda: queries.of_source(Source(type=SourceType.CHECKOUT, id="7")),
    "charge of a payment": lambda: queries.charged(PAYMENT),
    "charge of a transaction": lambda: queries.charged(TRANSACTION),
    "attempt of a payment key": lambda: queries.of_payment_key(PAYMENT, "key"),
    "attempt of a transaction's key": lambda: queries.of_payment_key(TRANSACTION, "key"),
    "payment under refund": lambda: queries.is_refunding(PAYMENT, "key"),
    "unknown of a payment": lambda: queries.has_unknown(PAYMENT),
    "due payments": lambda: list(schedule.due().exclude(status__in=schedule.IDLE)[:200]),
    "due windows": lambda: list(schedule.due().filter(status__in=schedule.IDLE)[:200]),
    "due webhooks": lambda: list(inbox.due()[:200]),
    "webhooks that wait": lambda: inbox.waiting().count(),
    "parked webhooks": lambda: inbox.parked().count(),
    "refunds of an attempt": lambda: refund_rows.of_attempt(Attempt(pk=7)),
    "refused refunds": lambda: list(unsettled.refused()[:5]),
    "unknown refunds": lambda: list(unsettled.unknown()[:5]),
    "settlements of an attempt": lambda: Settlements([Attempt(pk=7)]),
    "a batch of the night": lambda: list(nightly._unerased(nightly.before())[:500]),
}
LARGE = (
    "saleor_brandpay_attempt",
    "saleor_brandpay_event",
    "saleor_brandpay_refund",
    "saleor_brandpay_settledline",
)


@pytest.mark.parametrize("name", ASKED)
def test_found_by_an_index(shop: Shop, name: str):
    shop.paid(shop.bill())
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, *others: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *others)

    with connection.execute_wrapper(keep):
        ASKED[name]()
    assert asked
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        for sql, params in asked:
            cursor.execute(f"explain (format json) {sql}", params)
            (plan,) = cursor.fetchone()
            assert not read_in_whole(json.loads(plan) if isinstance(plan, str) else plan)


@pytest.mark.parametrize("column", ["payment_pk", "transaction_token"])
def test_all_attempts_of_a_payment_are_in_one_index(column: str):
    """Closed and approved ones too: with those of live ones alone a refund reads the table."""
    conditions = [one.condition for one in Attempt._meta.indexes if one.fields == [column]]
    assert conditions == [Q(**{f"{column}__isnull": False})]


def read_in_whole(plan: Any) -> list[str]:
    if isinstance(plan, list):
        return [table for one in plan for table in read_in_whole(one)]
    if not isinstance(plan, dict):
        return []
    table, node = plan.get("Relation Name", ""), str(plan.get("Node Type"))
    whole = node == "Seq Scan"
    here = [table] if whole and table in LARGE else []
    return here + [found for inner in plan.values() for found in read_in_whole(inner)]
