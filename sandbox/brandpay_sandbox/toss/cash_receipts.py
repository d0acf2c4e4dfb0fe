"""Cash receipts (현금영수증) of account payments: one issued with the approval, one per cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .clock import iso

if TYPE_CHECKING:
    from datetime import datetime

    from .payments import Payment
    from .wanted_receipt import CashReceipt

URL = "https://dashboard-sandbox.tosspayments.com/receipt/cash"
ISSUE_NUMBER = "000000000"
BUSINESS_NUMBER = "1234567890"


def issued(payment: Payment) -> CashReceipt | None:
    """The receipt of an approved account payment, if one was asked for."""
    wanted = payment.cash_receipt
    return wanted if payment.method_type == "account" and payment.approved else None


def cash_receipt_json(payment: Payment) -> dict[str, Any] | None:
    """The receipt in force. UNCERTAIN: none is left once everything was cancelled."""
    receipt = issued(payment)
    if receipt is None or payment.balance == 0:
        return None
    return {
        "type": receipt.type,
        "receiptKey": receipt_key(payment.approval_key),
        "issueNumber": ISSUE_NUMBER,
        "receiptUrl": URL,
        "amount": payment.balance,
        "taxFreeAmount": payment.tax_free_balance,
    }


def cash_receipts_json(payment: Payment) -> list[dict[str, Any]] | None:
    """What was issued and what was taken back."""
    receipt = issued(payment)
    if receipt is None or payment.approved_at is None:
        return None
    first = _entry(
        payment,
        receipt,
        payment.approval_key,
        payment.amount,
        payment.tax_free,
        payment.approved_at,
    )
    return [
        first,
        *(
            _entry(
                payment, receipt, one.transaction_key, one.amount, one.tax_free, one.at, "CANCEL"
            )
            for one in payment.cancels
        ),
    ]


def receipt_key(transaction_key: str | None) -> str:
    return f"receipt-{transaction_key}"


def _entry(
    payment: Payment,
    receipt: CashReceipt,
    key: str | None,
    amount: int,
    tax_free: int,
    at: datetime,
    kind: str = "CONFIRM",
) -> dict[str, Any]:
    return {
        "receiptKey": receipt_key(key),
        "orderId": payment.order_id,
        "orderName": payment.order_name,
        "type": receipt.type,
        "issueNumber": ISSUE_NUMBER,
        "receiptUrl": URL,
        "businessNumber": BUSINESS_NUMBER,
        "transactionType": kind,
        "amount": amount,
        "taxFreeAmount": tax_free,
        "issueStatus": "COMPLETED",
        "failure": None,
        "customerIdentityNumber": receipt.number,
        "requestedAt": iso(at),
    }
