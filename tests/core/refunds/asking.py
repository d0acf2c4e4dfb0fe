"""Refunds as the tests of this folder ask for them, and cancels as Toss shows them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from saleor_brandpay.api.deadline import Deadline
from saleor_brandpay.api.payment import Cancel, Payment
from saleor_brandpay.conf import conf
from saleor_brandpay.core.merchants import merchants
from saleor_brandpay.core.refunds import refund_once
from saleor_brandpay.core.refunds.identity import Identity
from saleor_brandpay.core.refunds.result import RefundResult
from saleor_brandpay.models import Attempt, Refund
from tests.core.shop import Shop


def identity(**values: Any) -> Identity:
    """The first refund of a payment of 15,000 won: 5,000 of it."""
    return Identity(**{"number": 0, "expected_balance": 15000, "amount": 5000} | values)


def ask(attempt: Attempt, asked: Identity, **values: Any) -> RefundResult:
    with transaction.atomic():
        return refund_once.refund(
            attempt,
            asked,
            merchants.client(attempt.merchant),
            Deadline.after(conf.deadline),
            **values,
        )


def ask_again(attempt: Attempt, row: Refund) -> RefundResult:
    client = merchants.client(attempt.merchant)
    return refund_once.ask_again(attempt, row, client, Deadline.after(conf.deadline))


def cancel(
    amount: int = 5000, key: str = "key", reason: str = "", left: int | None = None
) -> Cancel:
    return Cancel(
        amount=amount,
        reason=reason,
        transaction_key=key,
        canceled_at=None,
        refundable_amount=left,
        status="DONE",
    )


def cancels(shop: Shop) -> tuple[Cancel, ...]:
    """Of the only payment that Toss holds."""
    return Payment.parse(shop.sandbox.payments()[0]).cancels


def unreachable(settings: Any) -> None:
    settings.BRANDPAY_API_URL = "http://127.0.0.1:9"
