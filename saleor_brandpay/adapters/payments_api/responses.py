"""What a payment hook answers, before it becomes Saleor's GatewayResponse."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...core.attempts.method_details import for_staff
from ...core.messages.problem import Problem
from ...core.messages.problems import CHECKING
from ...models import Attempt, Refund
from ..saleor.types import PaymentTransaction


@dataclass(frozen=True, kw_only=True)
class GatewayAnswer:
    kind: str
    is_success: bool
    amount: Decimal
    transaction_id: str = ""
    action_required: bool = False
    error: str | None = None
    psp_reference: str | None = None
    method: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    action_required_data: dict[str, Any] | None = None
    already_processed: bool = False


def failed(kind: str, amount: Decimal, token: str, text: str, **raw: str) -> GatewayAnswer:
    return GatewayAnswer(
        kind=kind, is_success=False, amount=amount, transaction_id=token, error=text, raw=raw
    )


def problem(kind: str, amount: Decimal, token: str, what: Problem, language: str) -> GatewayAnswer:
    return failed(kind, amount, token, _told(what, what.text(language)), code=what.code)


def broken(kind: str, amount: Decimal, token: str, what: Problem) -> GatewayAnswer:
    """Something of ours has failed, and in whose language to say so is not known."""
    return failed(kind, amount, token, _told(what, what.bilingual), code=what.code)


def _told(what: Problem, text: str) -> str:
    """Saleor hands on a text and nothing else: while nothing is known it begins with the code (M6).

    ACTION_TO_CONFIRM would have room for data. But Saleor then takes the voucher's use away from
    the checkout, the next buyer gets it, and a payment that was taken cannot become an order.
    """
    return f"{what.code}: {text}" if what.code == CHECKING.code else text


def capture(attempt: Attempt) -> GatewayAnswer:
    return GatewayAnswer(
        kind="capture",
        is_success=True,
        amount=Decimal(attempt.amount),
        transaction_id=attempt.payment_key,
        psp_reference=attempt.payment_key,
        method=attempt.method,
        raw={
            "orderId": attempt.order_id,
            "method": attempt.method.get("method", ""),
            "receiptUrl": attempt.method.get("receiptUrl") or "",
            **for_staff(attempt.method),
        },
    )


def committed_capture(transaction: PaymentTransaction) -> GatewayAnswer:
    """The very fields of a capture that Saleor holds, so that it adds nothing (M8)."""
    return GatewayAnswer(
        kind="capture",
        is_success=True,
        amount=Decimal(str(transaction.amount["amount"])),
        transaction_id=transaction.token,
        already_processed=True,
    )


def action_to_confirm(attempt: Attempt, data: dict[str, Any]) -> GatewayAnswer:
    return GatewayAnswer(
        kind="action_to_confirm",
        is_success=True,
        action_required=True,
        amount=Decimal(attempt.amount),
        transaction_id=attempt.order_id,
        raw={"orderId": attempt.order_id},
        action_required_data=data,
    )


def refunded(row: Refund, *, already_booked: bool) -> GatewayAnswer:
    return GatewayAnswer(
        kind="refund",
        is_success=True,
        amount=Decimal(row.amount),
        transaction_id=row.transaction_key,
        raw={"transactionKey": row.transaction_key},
        already_processed=already_booked,
    )


def refund_ongoing(amount: Decimal, name: str) -> GatewayAnswer:
    """Before an order exists a refused refund would reach the buyer as a raw error (M10)."""
    return GatewayAnswer(kind="refund_ongoing", is_success=True, amount=amount, transaction_id=name)
