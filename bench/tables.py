"""How large the tables are after a year: `make bench-tables` (a tenth of it).

1,000 orders and 4,000 abandoned windows a day, half of them guests' and half of them by
transactions; a webhook for each order and for each twentieth window, a refund of each twentieth
order. Each of twelve months is written in SQL with rows of the sizes that real ones have; then the
nightly pass runs as of its end.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from typing import Any

from .reconcile import sandbox, set_up

ORDERS, WINDOWS = 1000, 4000
MEMBERS = 60_000
MONTHS = 12
DAYS = 365 / MONTHS
BUDGET = 1.5 * 1024**3


def main(share: float) -> None:
    set_up()
    from django.db import connection

    from demo.host import database
    from saleor_brandpay import clock
    from saleor_brandpay.core.retention import nightly, sizes

    database.create_tables()
    frozen = clock.FrozenClock()
    with connection.cursor() as cursor, clock.use(frozen), sandbox() as url:
        _begin(cursor, url, share)
        for month in range(1, MONTHS + 1):
            _write(cursor, month, share)
            frozen.advance(DAYS * 86400)
            began = time.monotonic()
            figures = nightly.run()
            seconds = time.monotonic() - began
            cursor.execute("VACUUM ANALYZE")
            total = sizes.total(sizes.sizes()) / 1024**2
            print(f"month {month:>2}: {total:8.1f} MB, {seconds:6.1f} s, {figures}", flush=True)
        _show(cursor)
    found = sizes.total(sizes.sizes())
    print(f"of the whole shop: {found / share / 1024**2:,.0f} MB")
    assert found / share < BUDGET


def _begin(cursor: Any, url: str, share: float) -> None:
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
    print(f"a webhook's body: {len(shown):,} bytes, {len(body):,} encrypted")
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


def _write(cursor: Any, month: int, share: float) -> None:
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
            " expected_balance, status, step, transaction_key, code, claimed, requests, created_at,"
            " done_at) SELECT id, 0, md5(order_id), 5000, 15000, 'done', 0, md5(payment_key), '',"
            " true, '[]', opened_at, opened_at FROM saleor_brandpay_attempt"
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


def _show(cursor: Any) -> None:
    from saleor_brandpay.core.retention import sizes

    print(f"\n{'table':<34}{'rows':>10}{'table':>12}{'indexes':>12}")
    for one in sizes.sizes():
        table, indexes = one.table_bytes / 1024**2, one.index_bytes / 1024**2
        print(f"{one.table:<34}{one.rows:>10,}{table:>9.1f} MB{indexes:>9.1f} MB")
    print(f"{sizes.total(sizes.sizes()) / 1024**2:.1f} MB in all")
    cursor.execute(
        "select indexrelname, pg_relation_size(indexrelid) from pg_stat_user_indexes"
        " where relname like 'saleor_brandpay%%' order by 2 desc"
    )
    print("\nindexes of more than a megabyte")
    for name, size in cursor.fetchall():
        if size > 1024**2:
            print(f"{name:<60}{size / 1024**2:>9.1f} MB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
