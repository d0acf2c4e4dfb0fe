"""Toss's Payment object (version 2024-06-01) of a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..messages import message
from .cash_receipts import cash_receipt_json, cash_receipts_json, issued, receipt_key
from .clock import iso
from .promotions import is_interest_free

if TYPE_CHECKING:
    from .payments import Cancel, Payment

VERSION = "2024-06-01"


def vat_of(amount: int, tax_free: int = 0) -> int:
    """A rounded eleventh of what is taxed: 909 of 10000, 1364 of 15000."""
    return (2 * (amount - tax_free) + 11) // 22


def payment_json(payment: Payment) -> dict[str, Any]:
    balance, tax_free = payment.balance, payment.tax_free_balance
    vat = vat_of(balance, tax_free)
    receipt = payment.receipt_url
    checkout = f"https://api.tosspayments.com/v1/payments/{payment.payment_key}/checkout"
    shown = {
        "mId": payment.pair.merchant.m_id,
        "version": VERSION,
        "paymentKey": payment.payment_key,
        "status": payment.status,
        "type": "BRANDPAY",
        "transactionKey": payment.last_transaction_key,
        "lastTransactionKey": payment.last_transaction_key,
        "orderId": payment.order_id,
        "orderName": payment.order_name,
        "requestedAt": iso(payment.requested_at),
        "approvedAt": iso(payment.approved_at) if payment.approved_at else None,
        "useEscrow": False,
        "cultureExpense": payment.culture_expense and payment.method_type == "account",
        "card": _card(payment),
        "virtualAccount": None,
        "transfer": _transfer(payment),
        "mobilePhone": None,
        "giftCertificate": None,
        "cashReceipt": cash_receipt_json(payment),
        "cashReceipts": cash_receipts_json(payment),
        "discount": {"amount": payment.discount} if payment.discount else None,
        "cancels": [_cancel(payment, one) for one in payment.cancels] or None,
        "secret": None,
        "easyPay": None,
        "country": "KR",
        "failure": _failure(payment),
        "isPartialCancelable": payment.partial_cancelable,
        "receipt": {"url": receipt} if receipt else None,
        "checkout": {"url": checkout},
        "currency": "KRW",
        "totalAmount": payment.amount,
        "balanceAmount": balance,
        "suppliedAmount": balance - tax_free - vat,
        "vat": vat,
        "taxFreeAmount": tax_free,
        "taxExemptionAmount": 0,
        "metadata": payment.metadata,
        "method": payment.method_name,
    }
    return payment.shown.applied(shown)


def _card(payment: Payment) -> dict[str, Any] | None:
    if payment.method is None or payment.method_type != "card" or not payment.approved:
        return None
    details = payment.method.details
    free = is_interest_free(payment)
    return {
        "amount": payment.amount,
        "issuerCode": details["issuerCode"],
        "acquirerCode": details["acquirerCode"],
        "number": details["cardNumber"],
        "installmentPlanMonths": payment.installment_months,
        "approveNo": "00000000",
        "useCardPoint": payment.use_card_point,
        "cardType": details["cardType"],
        "ownerType": details["ownerType"],
        "acquireStatus": "CANCELED" if payment.status == "CANCELED" else "READY",
        "isInterestFree": free,
        "interestPayer": "CARD_COMPANY" if free else None,
    }


def _transfer(payment: Payment) -> dict[str, str] | None:
    if payment.method is None or payment.method_type != "account" or not payment.approved:
        return None
    return {"bankCode": payment.method.details["bankCode"], "settlementStatus": "INCOMPLETED"}


def _failure(payment: Payment) -> dict[str, str] | None:
    code = payment.failure_code
    return None if code is None else {"code": code, "message": message(code)}


def _cancel(payment: Payment, cancel: Cancel) -> dict[str, Any]:
    """UNCERTAIN: that the whole instant discount goes back with the first cancel."""
    account = payment.method_type == "account"
    return {
        "cancelAmount": cancel.amount,
        "cancelReason": cancel.reason,
        "taxFreeAmount": cancel.tax_free,
        "taxExemptionAmount": cancel.tax_exemption,
        "refundableAmount": cancel.refundable,
        "cardDiscountAmount": 0 if account else cancel.discount,
        "transferDiscountAmount": cancel.discount if account else 0,
        "easyPayDiscountAmount": 0,
        "canceledAt": iso(cancel.at),
        "transactionKey": cancel.transaction_key,
        "receiptKey": receipt_key(cancel.transaction_key) if issued(payment) else None,
        "cancelStatus": "DONE",
        "cancelRequestId": None,
    }
