"""How large the tables are after a year, of a share of a shop that is then multiplied.

1,000 orders and 4,000 abandoned windows a day, half of them guests' and half of them by
transactions; a webhook for each order and for each twentieth window, a refund of each twentieth
order. Each of twelve months is written in SQL with rows of the sizes that real ones have; then the
nightly pass runs as of its end.
"""

from __future__ import annotations

import datetime
import json
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from .figures import Figure, Say, Taken, duration
from .mini_host import sandbox, set_up

ORDERS, WINDOWS = 1000, 4000
MEMBERS = 60_000
MONTHS = 12
DAYS = 365 / MONTHS
BUDGET = 1.5 * 1024**3
OF_ANY_SHOP = ("saleor_brandpay_reconciliation", "saleor_brandpay_stretch")
"""As large in a small shop as in a large one."""
LARGEST = 4
"""Tables that are shown by themselves."""


def measure(options: Namespace, say: Say) -> Iterator[Figure]:
    set_up()
    from django.db import connection

    from demo.host import database
    from saleor_brandpay import clock
    from saleor_brandpay.core.retention import nightly, sizes

    share = options.share
    database.create_tables()
    frozen, nights = clock.FrozenClock(), Taken()
    with connection.cursor() as cursor, clock.use(frozen), sandbox() as url:
        begin(cursor, url, share)
        for month in range(1, MONTHS + 1):
            say(f"month {month} of {MONTHS}")
            write(cursor, month, share)
            frozen.advance(DAYS * 86400)
            with nights.round():
                nightly.run()
            cursor.execute("VACUUM ANALYZE")
    found = sizes.sizes()
    scaled = {one.table: 1 if one.table in OF_ANY_SHOP else 1 / share for one in found}
    size = {one.table: (one.table_bytes + one.index_bytes) * scaled[one.table] for one in found}
    budget, whole = f"{BUDGET / 1024**2:,.0f} MB", sum(size.values())
    yield Figure(
        part="tables",
        what="all, after a year",
        value=_megabytes(whole),
        anchor="budget",
        anchor_value=budget,
        ratio=f"{whole / BUDGET:.2f} ×",
        note=f"{share:g} of a shop, multiplied; a month's last night takes "
        f"{duration(nights.seconds)} of that share",
    )
    largest = sorted(found, key=lambda one: -size[one.table])[:LARGEST]
    for one in largest:
        yield Figure(
            part="tables",
            what=one.table.removeprefix("saleor_brandpay_"),
            value=_megabytes(size[one.table]),
            anchor="all tables",
            anchor_value=_megabytes(whole),
            note=f"{one.rows * scaled[one.table]:,.0f} rows; "
            f"indexes {_megabytes(one.index_bytes * scaled[one.table])}",
        )


def _megabytes(size: float) -> str:
    return f"{size / 1024**2:,.0f} MB"


def begin(cursor: Any, url: str, share: float) -> None:
    from brandpay_sandbox.testing import RunningSandbox
    from saleor_brandpay.api.secret import Secret
    from saleor_brandpay.core.merchants import crypto, merchants
    from saleor_brandpay.core.webhooks import inbox
    from saleor_brandpay.models import Customer

    names = _tables()
    cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
    merchants.save(RunningSandbox.client_key, Secret(RunningSandbox.secret_key))
    # A webhook holds the payment as Toss shows it.
    (payment,) = RunningSandbox(url).bulk(1, amount=15000, seconds=1, orderPrefix="a" * 24)
    shown = json.dumps(RunningSandbox(url).show(payment["paymentKey"]), ensure_ascii=False)
    body = crypto.encrypt(inbox.packed(shown))
    token = crypto.encrypt(Secret("t" * 60))
    cursor.execute("CREATE TEMP TABLE sample AS SELECT %s AS body, %s AS token", [body, token])
    cursor.execute(
        f"INSERT INTO {Customer._meta.db_table} (merchant_id, user_pk, is_guest, customer_key,"
        " access_token, refresh_token, code_digest, created_at, withdrawal_agreed)"
        " SELECT 1, n, false, gen_random_uuid()::text, token, token, md5(n::text) || md5(n::text),"
        " %s, false FROM sample, generate_series(1, %s) AS n",
        [_now(), int(MEMBERS * share)],
    )


def _now() -> datetime.datetime:
    from saleor_brandpay.clock import now

    return now()


def _tables() -> list[str]:
    from saleor_brandpay.core.retention import sizes

    return sizes.tables()


_WINDOW = """jsonb_build_object('orderName', '머그컵 외 2건', 'customerName', '홍길동',
 'customerEmail', 'buyer' || n || '@example.com', 'successUrl',
 'https://shop.example.com/kr/checkout/return?checkout=' || gen_random_uuid(), 'failUrl',
 'https://shop.example.com/kr/checkout/return?checkout=' || gen_random_uuid())"""
_WISH = """CASE WHEN n %% 4 < 2 THEN '{"options": {}, "serverReturn": false}'::jsonb ELSE
 jsonb_build_object('serverReturn', false, 'options', jsonb_build_object(), 'returnUrl',
 'https://shop.example.com/kr/checkout/return?checkout=' || gen_random_uuid()) END"""
_METHOD = """jsonb_build_object('method', '카드', 'type', 'card', 'brand', 'Shinhan', 'name',
 '신한', 'last4', '000*', 'receiptUrl',
 'https://dashboard.tosspayments.com/receipt/redirection?transactionId=' || md5(n::text)
 || '&ref=PX')"""


def write(cursor: Any, month: int, share: float) -> None:
    """The month's rows, spread over its days; abandoned windows have been closed."""
    orders, windows = int(ORDERS * DAYS * share), int(WINDOWS * DAYS * share)
    at = "%(start)s + n * %(step)s"
    for kind, count in (("order", orders), ("window", windows)):
        paid = kind == "order"
        values = {
            "start": _now(),
            "step": datetime.timedelta(days=DAYS) / count,
            "count": count,
            "first": month * 10_000_000 + (5_000_000 if not paid else 0),
            "members": int(MEMBERS * share),
        }
        cursor.execute(
            "INSERT INTO saleor_brandpay_customer (merchant_id, is_guest, customer_key,"
            " access_token, refresh_token, code_digest, created_at, withdrawal_agreed)"
            f" SELECT 1, true, gen_random_uuid()::text, '', '', 'g' || (%(first)s + n), {at}, false"
            " FROM generate_series(1, %(count)s) AS n WHERE n %% 2 = 0",
            values,
        )
        cursor.execute("ANALYZE saleor_brandpay_customer")
        approved = f"{at} + interval '1 minute'" if paid else "NULL"
        cursor.execute(
            "INSERT INTO saleor_brandpay_attempt (order_id, merchant_id, secret_id, customer_id,"
            ' source_type, source_id, channel_pk, payment_pk, method_id, amount, "window", wish,'
            " status, opened_at, payment_key, confirm_step, confirm_sent_at, approved_at, balance,"
            " method, failure_code, failure_message, checked_at, looks)"
            " SELECT 'k3x7-' || substr(md5((%(first)s + n)::text), 1, 20), 1, 1,"
            " coalesce(guest.id, 1 + n %% %(members)s), 'checkout', gen_random_uuid()::text, 1,"
            f" %(first)s + n, '', 15000, {_WINDOW}, {_WISH}, '{'approved' if paid else 'closed'}',"
            f" {at}, {_key() if paid else _NOTHING}, 0, {approved}, {approved},"
            f" {15000 if paid else 0}, {_METHOD if paid else _EMPTY},"
            f" '{'' if paid else 'EXPIRED'}', '', {at} + interval '1 hour', 0"
            " FROM generate_series(1, %(count)s) AS n LEFT JOIN saleor_brandpay_customer AS guest"
            " ON guest.is_guest AND guest.code_digest = 'g' || (%(first)s + n)",
            values,
        )
        cursor.execute(
            "INSERT INTO saleor_brandpay_event (fingerprint, transmission_id, event_type, about,"
            " channel_pk, url_key, headers, body, received_at, tries, due_at, done_at, outcome,"
            " error)"
            " SELECT md5(n::text) || md5((%(first)s + n)::text), 'tosspayments-' || n,"
            " 'PAYMENT_STATUS_CHANGED',"
            " md5('k3x7-' || substr(md5((%(first)s + n)::text), 1, 20)), 1, '12345678',"
            " jsonb_build_object('content-type', 'application/json', 'user-agent', 'Java/17',"
            " 'tosspayments-webhook-transmission-time', '2026-01-02T03:05:01.123456',"
            " 'tosspayments-webhook-transmission-id', 'tosspayments-' || n),"
            # Ciphertext does not compress: each body is another one.
            " overlay(body placing md5(n::text) from 90), "
            f"{at}, 1, {at}, {at}, 'paid and ordered', ''"
            f" FROM sample, generate_series(1, %(count)s, {1 if paid else 20}) AS n",
            values,
        )
        if not paid:
            continue
        cursor.execute(
            "INSERT INTO saleor_brandpay_refund (attempt_id, number, operation, amount,"
            " expected_balance, status, step, transaction_key, code, reason, claimed, requests,"
            " created_at, done_at) SELECT id, 0, md5(order_id), 5000, 15000, 'done', 0,"
            " md5(payment_key), '', '', true, '[]', opened_at, opened_at"
            " FROM saleor_brandpay_attempt"
            " WHERE opened_at > %(start)s AND status = 'approved' AND id %% 20 = 0",
            values,
        )
    _reconciled(cursor)


_NOTHING, _EMPTY = "''", "'{}'::jsonb"


def _key() -> str:
    return "'tgen_20260102030405' || md5((%(first)s + n)::text)"


def _reconciled(cursor: Any) -> None:
    """A night's run over eight days, each night; the runs of three months are kept."""
    from saleor_brandpay.core.reconcile import planning
    from saleor_brandpay.models import Reconciliation

    start = _now()
    for night in range(int(DAYS)):
        at = start + datetime.timedelta(days=night)
        run = planning.plan(at - datetime.timedelta(days=8), at, heal=True)
        Reconciliation.objects.filter(pk=run.pk).update(finished_at=at)
        run.stretches.update(phase=4, approved=1000, approved_won=15_000_000)
