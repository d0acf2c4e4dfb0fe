"""How PostgreSQL finds rows among many attempts.

What hooks, webhooks, a sweep, the doctor and the nightly pass ask of our tables, each as it is
asked, with what its plan reads in whole or sorts, beside the first of them.
"""

from __future__ import annotations

import json
import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import tables
from .figures import Figure, Say
from .mini_host import sandbox, set_up

DELETED = 20_000
"""Each such user."""
LARGE = 10_000
"""Rows of a table whose whole is not to be read where somebody waits."""


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    set_up()
    from django.contrib.auth import get_user_model
    from django.db import connection

    from demo.host import database
    from saleor_brandpay.models import Attempt

    share = options.months
    database.create_tables()
    with connection.cursor() as cursor, sandbox() as url:
        say("rows are written")
        tables.begin(cursor, url, share)
        tables.write(cursor, 1, share)
        # Each buyer is a user of the shop, but for a few who were deleted.
        members = range(1, int(tables.MEMBERS * share) + 1)
        get_user_model().objects.bulk_create(
            [get_user_model()(pk=pk, email=f"{pk}@example.com") for pk in members if pk % DELETED],
            batch_size=10_000,
        )
        cursor.execute(
            "UPDATE saleor_brandpay_attempt SET due_at = now() - interval '1 hour', status = "
            "'superseded' WHERE id %% 20 = 0 AND status = 'closed'", [],
        )  # fmt: skip
        cursor.execute("VACUUM ANALYZE")
        rows, first = Attempt.objects.count(), ""
        for name, ask in questions():
            say(name)
            with captured() as asked:
                ask()
            plans = [explain(cursor, *one) for one in asked]
            took = sum(plan["Execution Time"] + plan["Planning Time"] for plan in plans)
            noted = sorted({note for plan in plans for note in notes(plan["Plan"])})
            value = f"{took:.1f} ms"
            yield Figure(
                part="plans",
                what=name,
                value=value,
                anchor="attempts of a source",
                anchor_value=first or value,
                note="; ".join([f"{len(asked)} queries, {rows:,} attempts", *noted]),
            )
            first = first or value


def questions() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Everything that is asked often, or while somebody waits."""
    from saleor_brandpay import due
    from saleor_brandpay.core.attempts import queries
    from saleor_brandpay.core.attempts.source import Source
    from saleor_brandpay.core.installation import sightings
    from saleor_brandpay.core.reconcile import planning
    from saleor_brandpay.core.refunds import refund_rows
    from saleor_brandpay.core.retention import nightly
    from saleor_brandpay.core.webhooks import inbox
    from saleor_brandpay.management.doctor import people, work
    from saleor_brandpay.models import Attempt, PaymentReference, SourceType

    assert sightings
    paid = Attempt.objects.filter(status="approved", balance__gt=0).order_by("-pk").first()
    assert paid is not None
    by_transaction = PaymentReference.transaction(uuid.uuid4())
    source = Source(type=SourceType.CHECKOUT, id=paid.source_id)
    yield "attempts of a source", lambda: queries.of_source(source)
    yield "attempt of an order id", lambda: Attempt.objects.get(order_id=paid.order_id)
    yield "charge of a payment", lambda: queries.charged(paid.reference)
    yield "charge of a transaction", lambda: queries.charged(by_transaction)
    yield (
        "attempt of a payment key",
        lambda: queries.of_payment_key(paid.reference, paid.payment_key),
    )
    yield "payment under refund", lambda: queries.is_refunding(paid.reference, paid.payment_key)
    yield "unknown of a payment", lambda: queries.has_unknown(paid.reference)
    yield "refunds of an attempt", lambda: refund_rows.of_attempt(paid)
    yield "due webhooks", lambda: due.EVENTS.names(200)
    yield "due payments", lambda: due.ATTEMPTS.names(200)
    yield "due windows", lambda: due.WINDOWS.names(200)
    yield "due deleted users", lambda: due.WITHDRAWALS.names(200)
    yield "left-over days", lambda: planning.left_over(200)
    yield "doctor: work", lambda: list(work.findings())
    yield "doctor: people", lambda: list(people.findings())
    yield "inbox counts", lambda: [inbox.waiting().count(), inbox.parked().count()]
    yield "nightly: a batch", lambda: list(nightly._unerased(nightly.before())[:1000])


@contextmanager
def captured() -> Iterator[list[tuple[str, Any]]]:
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, *others: Any) -> Any:
        if "saleor_brandpay_" in sql:
            asked.append((sql, params))
        return execute(sql, params, *others)

    with connection.execute_wrapper(keep):
        yield asked


def explain(cursor: Any, sql: str, params: Any) -> dict[str, Any]:
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    else:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    found = json.loads(plan)[0] if isinstance(plan, str) else plan[0]
    return {"Execution Time": 0.0, "Planning Time": 0.0, **found}


def notes(node: dict[str, Any]) -> Iterator[str]:
    rows = node.get("Actual Rows", node["Plan Rows"]) + node.get("Rows Removed by Filter", 0)
    if node["Node Type"] == "Seq Scan" and rows > LARGE:
        yield f"all {rows:,} rows of {node['Relation Name'].removeprefix('saleor_brandpay_')}"
    if "Rows Removed by Filter" in node and "Index" in node["Node Type"] and rows > LARGE:
        yield f"{rows:,} entries of {node['Index Name']}"
    if node["Node Type"] == "Sort" and rows > LARGE:
        yield f"{rows:,} rows sorted"
    for inner in node.get("Plans", ()):
        yield from notes(inner)
