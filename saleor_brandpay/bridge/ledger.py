"""Saleor's books for reconciling: captures and refunds of our gateway, read only."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Max, Min
from saleor.payment import TransactionKind
from saleor.payment.models import Payment, Transaction
from saleor.plugins.models import PluginConfiguration

from ..core.reconciling.ledger import Account, Booked, Row
from ..models import Debtor
from .ids import PLUGIN_ID

SKEW = datetime.timedelta(hours=1)
"""Primary keys and times of Saleor's rows are taken to run together within this."""


class ShopLedger:
    """core.reconciling.ledger.Ledger on Saleor's tables.

    They have no index on time, so that spans are turned into primary keys first.
    """

    def accounts(self, payment_keys: Collection[str], debtors: Collection[Debtor]) -> list[Account]:
        found = _accounts({one for one in debtors if isinstance(one, int)})
        held = {capture.token for account in found for capture in account.captures}
        missing = set(payment_keys) - held
        if missing:
            captures = _booked().filter(kind=TransactionKind.CAPTURE, token__in=missing)
            found += _accounts(set(captures.values_list("payment_id", flat=True)))
        return found

    def rows(
        self, since: datetime.datetime, until: datetime.datetime, after: str, limit: int
    ) -> Sequence[Row]:
        first, end = map(int, after.split(":")) if after else _pks(since, until)
        rows = (
            _booked()
            .filter(pk__gt=first, pk__lt=end, created_at__gte=since, created_at__lt=until)
            .order_by("pk")
            .values_list("pk", "payment_id", "kind", "token", "amount")[:limit]
        )
        return [
            Row(
                cursor=f"{pk}:{end}",
                debtor=payment_pk,
                is_capture=kind == TransactionKind.CAPTURE,
                token=token,
                amount=int(amount),
            )
            for pk, payment_pk, kind, token, amount in rows
        ]


def client_keys(channel_pk: int) -> set[str]:
    """The client keys with which the plugin is set up in a channel."""
    rows = PluginConfiguration.objects.filter(identifier=PLUGIN_ID, channel_id=channel_pk)
    fields = [field for row in rows for field in row.configuration or []]
    named = [field.get("value") for field in fields if field.get("name") == "client_key"]
    return {value for value in named if value}


def _booked() -> Any:
    return Transaction.objects.filter(
        payment__gateway=PLUGIN_ID,
        is_success=True,
        kind__in=(TransactionKind.CAPTURE, TransactionKind.REFUND),
    )


def _accounts(pks: set[int]) -> list[Account]:
    if not pks:
        return []
    payments = Payment.objects.filter(pk__in=pks, gateway=PLUGIN_ID).order_by("pk")
    named = payments.values_list("pk", "order_id", "order__number")
    rows: dict[tuple[int, str], list[Booked]] = {}
    booked = _booked().filter(payment_id__in=pks).order_by("pk")
    for pk, kind, token, amount, at in booked.values_list(
        "payment_id", "kind", "token", "amount", "created_at"
    ):
        rows.setdefault((pk, kind), []).append(Booked(token=token, amount=int(amount), at=at))
    return [
        Account(
            debtor=pk,
            order=str(number or order_pk) if order_pk else "",
            captures=tuple(rows.get((pk, TransactionKind.CAPTURE), ())),
            refunds=tuple(rows.get((pk, TransactionKind.REFUND), ())),
        )
        for pk, order_pk, number in named
    ]


def _pks(since: datetime.datetime, until: datetime.datetime) -> tuple[int, int]:
    """Primary keys between which all rows of a span are, both not included."""
    ends = Transaction.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0, 0
    first = _first_since(since - SKEW, ends["first"], ends["last"])
    end = _first_since(until + SKEW, first, ends["last"])
    return first - 1, end


def _first_since(moment: datetime.datetime, low: int, high: int) -> int:
    """The primary key at which the rows from a moment on begin; `high + 1` when there are none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = (
            Transaction.objects.filter(pk__gte=middle, pk__lt=high)
            .order_by("pk")
            .values_list("pk", "created_at")
            .first()
        )
        if row is None or row[1] >= moment:
            high = middle
        else:
            low = row[0] + 1
    return low
