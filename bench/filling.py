"""A shop of the mini host with many payments, which the sandbox has as well.

Import it once Django is set up. Every other payment is a transaction, each twenty-first is
refunded in full.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from brandpay_sandbox.testing import RunningSandbox
from demo.host import database, stocking
from demo.host.ids import pk_of
from demo.host.models import Order, Payment, Transaction, TransactionEvent, TransactionItem
from saleor_brandpay.api.client import BrandpayClient
from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.wallet import customers
from saleor_brandpay.models import Attempt

DAYS = 6
WON = 15000
REFUNDED = 21
GATEWAY = "tosspayments.brandpay"


def fill(size: int, sandbox: str, day: datetime.datetime | None = None) -> None:
    """As many payments at Toss, attempts and payments of the shop: of one day, or the last ones."""
    database.create_tables()
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = ", ".join(f'"{name}"' for name in names if not name.startswith("django_"))
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    payments = RunningSandbox(sandbox).bulk(
        size,
        amount=WON,
        seconds=(1 if day else DAYS) * 86400 / size,
        **({"since": day.isoformat()} if day else {}),
        cancelEvery=REFUNDED,
        orderPrefix="bench-",
    )
    order, refunds = _order(), _refunds(payments, sandbox)
    _by_payment(payments[::2], order, refunds)
    _by_transaction(payments[1::2], order, refunds)
    with connection.cursor() as cursor:
        # As Saleor has one (there a GIN index, for which this PostgreSQL lacks the operators).
        cursor.execute("CREATE INDEX IF NOT EXISTS bench ON mini_host_transaction (token)")
        for column in ("psp_reference", "app_identifier"):
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS bench_{column} ON mini_host_transactionitem ({column})"
            )
        cursor.execute("ANALYZE")


def _order() -> Any:
    shelf = stocking.Shelf("Mug", "cup")
    shelf.add_variant("cup", "cup")
    channel = shelf.open_channel("krw", prices={"cup": WON})
    return Order.objects.create(channel_id=pk_of(channel.id, "Channel"), currency="KRW")


def _refunds(payments: list[dict[str, Any]], sandbox: str) -> dict[str, str]:
    """Toss's transaction keys of the refunds, by payment key."""
    client = BrandpayClient(RunningSandbox.secret_key, base_url=sandbox)
    found = {}
    for payment in payments:
        if payment["status"] == "CANCELED":
            shown = client.payment(payment["paymentKey"], deadline=Deadline.after(30)).value
            found[payment["paymentKey"]] = shown.cancels[0].transaction_key
    return found


def _keep(model: Any, rows: Iterable[Any]) -> list[Any]:
    return list(model.objects.bulk_create(rows, batch_size=5000))


def _by_payment(payments: list[dict[str, Any]], order: Any, refunds: dict[str, str]) -> None:
    made = _keep(
        Payment,
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
    )
    _attempts(payments, order, [{"payment_pk": row.pk} for row in made])
    _keep(
        Transaction,
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
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mini_host_transaction AS row SET created_at = attempt.approved_at "
            "FROM saleor_brandpay_attempt AS attempt WHERE attempt.payment_pk = row.payment_id"
        )


def _by_transaction(payments: list[dict[str, Any]], order: Any, refunds: dict[str, str]) -> None:
    made = _keep(
        TransactionItem,
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
    )
    _attempts(payments, order, [{"transaction_token": row.token} for row in made])
    _keep(
        TransactionEvent,
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
    )


def _attempts(payments: list[dict[str, Any]], order: Any, references: list[dict[str, Any]]) -> None:
    merchant = merchants.save(RunningSandbox.client_key, Secret(RunningSandbox.secret_key))
    customer = customers.guest(merchant)
    _keep(
        Attempt,
        (
            Attempt(
                **reference,
                order_id=payment["orderId"],
                merchant=merchant,
                secret=merchants.secret_of(merchant),
                customer=customer,
                source_type="order",
                source_id=str(order.pk),
                amount=WON,
                status="approved",
                opened_at=_time(payment),
                approved_at=_time(payment),
                payment_key=payment["paymentKey"],
                balance=0 if payment["status"] == "CANCELED" else WON,
            )
            for payment, reference in zip(payments, references, strict=True)
        ),
    )


def _booked(
    payment: dict[str, Any], refunds: dict[str, str], capture: str, refund: str
) -> Iterator[tuple[str, str]]:
    key = payment["paymentKey"]
    yield capture, key
    if key in refunds:
        yield refund, refunds[key]


def _time(payment: dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(payment["approvedAt"])
