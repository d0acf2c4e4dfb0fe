"""How brandpay_reconcile grows: `python -m bench.reconcile 10000 100000` (or `make bench`).

For each number of attempts: a sandbox in a process of its own that has as many payments, the mini
host's tables filled to match, and the command in a fresh process, whose memory, queries and calls
are counted. Every other payment is a transaction, each twenty-first is refunded in full.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

DAYS = 6
WON = 15000
REFUNDED = 21
GATEWAY = "tosspayments.brandpay"


def main(sizes: list[int]) -> None:
    print(f"{'attempts':>9}{'pages':>7}{'calls':>7}{'queries':>9}{'per page':>10}", end="")
    print(f"{'memory':>9}{'peak':>9}{'seconds':>9}")
    for size in sizes:
        with sandbox() as url:
            os.environ["BRANDPAY_API_URL"] = url
            fill(size)
            answer = subprocess.run(
                [sys.executable, "-m", "bench.reconcile", "measure"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        one = json.loads(answer.splitlines()[-1])
        assert one["agrees"], one
        assert one["approved"] == size, one
        print(f"{size:>9,}{one['pages']:>7,}{one['calls']:>7,}{one['queries']:>9,}", end="")
        print(f"{one['queries'] / max(one['pages'], 1):>10.1f}", end="")
        print(f"{one['before']:>6.1f} MB{one['peak']:>6.1f} MB{one['seconds']:>9.1f}", flush=True)


@contextmanager
def sandbox() -> Iterator[str]:
    port_file = Path(tempfile.mkdtemp()) / "port"
    words = [sys.executable, "-c", "from saleor_brandpay.sandbox.cli import main; main()"]
    process = subprocess.Popen(
        [*words, "--port", "0", "--port-file", str(port_file)], stdout=subprocess.DEVNULL
    )
    try:
        while not port_file.exists() or not port_file.read_text():
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.terminate()
        process.wait()


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo.host.settings"
    import django

    django.setup()


def fill(size: int) -> None:
    """As many payments at Toss, attempts and payments of the shop."""
    set_up()
    from django.db import connection

    from demo.host import database

    database.create_tables()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = ", ".join(f'"{name}"' for name in names if not name.startswith("django_"))
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    payments = bulk(size)
    rows(payments)
    with connection.cursor() as cursor:
        # As Saleor has one (there a GIN index, for which this PostgreSQL lacks the operators).
        cursor.execute("CREATE INDEX IF NOT EXISTS bench ON mini_host_transaction (token)")
        for column in ("psp_reference", "app_identifier"):
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS bench_{column} ON mini_host_transactionitem ({column})"
            )
        cursor.execute("ANALYZE")


def bulk(size: int) -> list[dict[str, Any]]:
    from saleor_brandpay.sandbox.testing import RunningSandbox

    seconds = DAYS * 86400 / size
    return RunningSandbox(os.environ["BRANDPAY_API_URL"]).bulk(
        size, amount=WON, seconds=seconds, cancelEvery=REFUNDED, orderPrefix="bench-"
    )


def rows(payments: list[dict[str, Any]]) -> None:
    """Every other one was paid by the Transactions API."""
    from saleor.order.models import Order

    from demo.host import stocking

    shelf = stocking.Shelf("Mug", "cup")
    shelf.add_variant("cup", "cup")
    channel = shelf.open_channel("krw", prices={"cup": WON})
    order = Order.objects.create(channel_id=_pk(channel), currency="KRW")
    refunds = _refunds(payments)
    by_payment(payments[::2], order, refunds)
    by_transaction(payments[1::2], order, refunds)


def by_payment(payments: list[dict[str, Any]], order: Any, refunds: dict[str, str]) -> None:
    from django.db import connection
    from saleor.payment.models import Payment, Transaction

    made = Payment.objects.bulk_create(
        (
            Payment(
                gateway=GATEWAY,
                total=WON,
                captured_amount=WON,
                currency="KRW",
                order=order,
                psp_reference=payment["paymentKey"],
            )
            for payment in payments
        ),
        batch_size=5000,
    )
    attempts(payments, order, [{"payment_pk": row.pk} for row in made])
    Transaction.objects.bulk_create(
        (
            Transaction(
                payment=row,
                kind=kind,
                token=token,
                is_success=True,
                amount=Decimal(WON),
                currency="KRW",
                gateway_response={},
            )
            for payment, row in zip(payments, made, strict=True)
            for kind, token in _booked(payment, refunds, "capture", "refund")
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mini_host_transaction AS row SET created_at = attempt.approved_at "
            "FROM saleor_brandpay_attempt AS attempt WHERE attempt.payment_pk = row.payment_id"
        )


def by_transaction(payments: list[dict[str, Any]], order: Any, refunds: dict[str, str]) -> None:
    from saleor.payment.models import TransactionEvent, TransactionItem

    made = TransactionItem.objects.bulk_create(
        (
            TransactionItem(
                app_identifier=GATEWAY,
                currency="KRW",
                charged_value=WON,
                order=order,
                psp_reference=payment["paymentKey"],
            )
            for payment in payments
        ),
        batch_size=5000,
    )
    attempts(payments, order, [{"transaction_token": row.token} for row in made])
    TransactionEvent.objects.bulk_create(
        (
            TransactionEvent(
                transaction=row,
                type=kind,
                psp_reference=reference,
                include_in_calculations=True,
                amount_value=Decimal(WON),
                currency="KRW",
                app_identifier=GATEWAY,
                created_at=_time(payment),
            )
            for payment, row in zip(payments, made, strict=True)
            for kind, reference in _booked(payment, refunds, "charge_success", "refund_success")
        ),
        batch_size=5000,
    )


def attempts(payments: list[dict[str, Any]], order: Any, debtors: list[dict[str, Any]]) -> None:
    from saleor_brandpay.api.secret import Secret
    from saleor_brandpay.core import customers, merchants
    from saleor_brandpay.models import Attempt
    from saleor_brandpay.sandbox.testing import RunningSandbox

    merchant = merchants.save(RunningSandbox.client_key, Secret(RunningSandbox.secret_key))
    customer = customers.guest(merchant)
    Attempt.objects.bulk_create(
        (
            Attempt(
                **debtor,
                order_id=payment["orderId"],
                merchant=merchant,
                secret=merchants.secret_of(merchant),
                customer=customer,
                source_type="order",
                source_id=str(order.pk),
                number=0,
                amount=WON,
                status="approved",
                opened_at=_time(payment),
                approved_at=_time(payment),
                payment_key=payment["paymentKey"],
                balance=0 if payment["status"] == "CANCELED" else WON,
            )
            for payment, debtor in zip(payments, debtors, strict=True)
        ),
        batch_size=5000,
    )


def _booked(
    payment: dict[str, Any], refunds: dict[str, str], capture: str, refund: str
) -> Iterator[tuple[str, str]]:
    key = payment["paymentKey"]
    yield capture, key
    if key in refunds:
        yield refund, refunds[key]


def _pk(channel: Any) -> int:
    from saleor.channel.models import Channel

    return int(Channel.objects.get(slug=channel.slug).pk)


def _refunds(payments: list[dict[str, Any]]) -> dict[str, str]:
    """Toss's transaction keys of the refunds, by payment key."""
    from saleor_brandpay.api.client import BrandpayClient
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.sandbox.testing import RunningSandbox

    client = BrandpayClient(RunningSandbox.secret_key, base_url=os.environ["BRANDPAY_API_URL"])
    found = {}
    for payment in payments:
        if payment["status"] == "CANCELED":
            shown = client.payment(payment["paymentKey"], deadline=Deadline.after(30)).value
            found[payment["paymentKey"]] = shown.cancels[0].transaction_key
    return found


def _time(payment: dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(payment["approvedAt"])


def memory(name: str) -> float:
    """Megabytes of this process, by Linux's account (VmRSS now, VmHWM at most)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def measure() -> None:
    """Runs the command in this process, and says what it took."""
    set_up()
    from django.core.management import call_command
    from django.db import connection

    from saleor_brandpay.api import caller

    counted = {"queries": 0, "calls": 0}

    def query(execute: Any, *args: Any) -> Any:
        counted["queries"] += 1
        return execute(*args)

    get = caller.Caller.get

    def call(self: Any, *args: Any, **values: Any) -> Any:
        counted["calls"] += 1
        return get(self, *args, **values)

    caller.Caller.get = call  # type: ignore[method-assign]
    connection.ensure_connection()
    before = memory("VmRSS")
    out, began = io.StringIO(), time.monotonic()
    with connection.execute_wrapper(query):
        call_command("brandpay_reconcile", "--json", stdout=out)
    found = json.loads(out.getvalue())
    peak = memory("VmHWM")
    told = {
        **counted,
        "agrees": found["agrees"],
        "approved": found["toss"]["approved"]["payments"],
        "pages": found["pages"],
        "before": before,
        "peak": peak,
        "seconds": time.monotonic() - began,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])
