"""Payments and their life cycle (READY, IN_PROGRESS, then DONE, ABORTED, EXPIRED; cancels)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .clock import iso
from .messages import message

if TYPE_CHECKING:
    from .customers import Method
    from .ids import Ids
    from .merchants import KeyPair

VERSION = "2024-06-01"
WINDOW = timedelta(minutes=30)
"""From READY to authentication."""
SESSION = timedelta(minutes=10)
"""From authentication (IN_PROGRESS) to confirm."""
APPROVED = frozenset({"DONE", "CANCELED", "PARTIAL_CANCELED"})


def vat_of(amount: int, tax_free: int = 0) -> int:
    """A rounded eleventh of what is taxed: 909 of 10000, 1364 of 15000."""
    return (2 * (amount - tax_free) + 11) // 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    amount: int
    reason: str
    tax_free: int
    tax_exemption: int
    refundable: int
    """What was left after this cancel, in won."""
    transaction_key: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            "cancelAmount": self.amount,
            "cancelReason": self.reason,
            "taxFreeAmount": self.tax_free,
            "taxExemptionAmount": self.tax_exemption,
            "refundableAmount": self.refundable,
            "cardDiscountAmount": 0,
            "transferDiscountAmount": 0,
            "easyPayDiscountAmount": 0,
            "canceledAt": iso(self.at),
            "transactionKey": self.transaction_key,
            "receiptKey": None,
            "cancelStatus": "DONE",
            "cancelRequestId": None,
        }


@dataclass(slots=True, kw_only=True)
class Payment:
    pair: KeyPair
    """The key pair that opened the window."""
    payment_key: str
    order_id: str
    order_name: str
    customer_key: str
    amount: int
    tax_free: int = 0
    metadata: dict[str, str] | None = None
    installment_months: int = 0
    use_card_point: bool = False
    cash_receipt: dict[str, Any] | None = None
    culture_expense: bool = False
    partial_cancelable: bool = True
    requested_at: datetime
    status: str = "READY"
    authenticated_at: datetime | None = None
    approved_at: datetime | None = None
    approval_key: str | None = None
    method: Method | None = None
    cancels: list[Cancel] = field(default_factory=list)
    failure_code: str | None = None

    @property
    def approved(self) -> bool:
        """Approved once, refunded since or not."""
        return self.status in APPROVED

    @property
    def balance(self) -> int:
        """What can still be cancelled, in won."""
        return self.amount - sum(cancel.amount for cancel in self.cancels)

    @property
    def tax_free_balance(self) -> int:
        return self.tax_free - sum(cancel.tax_free for cancel in self.cancels)

    @property
    def last_transaction_key(self) -> str | None:
        return self.cancels[-1].transaction_key if self.cancels else self.approval_key

    @property
    def method_name(self) -> str | None:
        if self.method is None:
            return None
        return "카드" if self.method.type == "card" else "계좌이체"

    @property
    def receipt_url(self) -> str | None:
        if self.approval_key is None:
            return None
        host = "dashboard" if self.pair.merchant.live else "dashboard-sandbox"
        key = self.approval_key
        return f"https://{host}.tosspayments.com/sales-slip?transactionId={key}&ref=PX"

    def refresh(self, now: datetime) -> None:
        """Expire what was left lying: called whenever somebody looks."""
        limit = {
            "READY": (self.requested_at, WINDOW),
            "IN_PROGRESS": (self.authenticated_at, SESSION),
        }
        since, window = limit.get(self.status, (None, SESSION))
        if since is not None and now - since > window:
            self.end("EXPIRED", "EXPIRED_PAYMENT")

    def authenticate(self, method: Method, now: datetime) -> None:
        """The buyer proved himself in the window."""
        self.status = "IN_PROGRESS"
        self.authenticated_at = now
        self.method = method

    def approve(self, ids: Ids, now: datetime) -> None:
        self.status = "DONE"
        self.approved_at = now
        self.approval_key = ids.transaction_key()

    def end(self, status: str, code: str) -> None:
        """ABORTED or EXPIRED, with the code of the failure."""
        self.status = status
        self.failure_code = code
        if status == "EXPIRED":
            self.method = None

    def cancel(
        self, ids: Ids, now: datetime, *, amount: int, reason: str, tax_free: int, exemption: int
    ) -> Cancel:
        """Book a cancel; after a partial one the rest stays PARTIAL_CANCELED."""
        whole = not self.cancels and amount == self.amount
        cancel = Cancel(
            amount=amount,
            reason=reason,
            tax_free=tax_free,
            tax_exemption=exemption,
            refundable=self.balance - amount,
            transaction_key=ids.transaction_key(),
            at=now,
        )
        self.cancels.append(cancel)
        self.status = "CANCELED" if whole else "PARTIAL_CANCELED"
        return cancel

    def to_json(self) -> dict[str, Any]:
        vat = vat_of(self.balance, self.tax_free_balance)
        receipt = self.receipt_url
        return {
            "mId": self.pair.merchant.m_id,
            "version": VERSION,
            "paymentKey": self.payment_key,
            "status": self.status,
            "type": "BRANDPAY",
            "transactionKey": self.last_transaction_key,
            "lastTransactionKey": self.last_transaction_key,
            "orderId": self.order_id,
            "orderName": self.order_name,
            "requestedAt": iso(self.requested_at),
            "approvedAt": iso(self.approved_at) if self.approved_at else None,
            "useEscrow": False,
            "cultureExpense": self.culture_expense,
            "card": self._card_json(),
            "virtualAccount": None,
            "transfer": self._transfer_json(),
            "mobilePhone": None,
            "giftCertificate": None,
            "cashReceipt": self.cash_receipt if self.approved else None,
            "cashReceipts": None,
            "discount": None,
            "cancels": [cancel.to_json() for cancel in self.cancels] or None,
            "secret": None,
            "easyPay": None,
            "country": "KR",
            "failure": self._failure_json(),
            "isPartialCancelable": self.partial_cancelable,
            "receipt": {"url": receipt} if receipt else None,
            "checkout": {
                "url": f"https://api.tosspayments.com/v1/payments/{self.payment_key}/checkout"
            },
            "currency": "KRW",
            "totalAmount": self.amount,
            "balanceAmount": self.balance,
            "suppliedAmount": self.balance - self.tax_free_balance - vat,
            "vat": vat,
            "taxFreeAmount": self.tax_free_balance,
            "taxExemptionAmount": 0,
            "metadata": self.metadata,
            "method": self.method_name,
        }

    def _card_json(self) -> dict[str, Any] | None:
        if self.method is None or self.method.type != "card" or not self.approved:
            return None
        details = self.method.details
        return {
            "amount": self.amount,
            "issuerCode": details["issuerCode"],
            "acquirerCode": details["acquirerCode"],
            "number": details["cardNumber"],
            "installmentPlanMonths": self.installment_months,
            "approveNo": "00000000",
            "useCardPoint": self.use_card_point,
            "cardType": details["cardType"],
            "ownerType": details["ownerType"],
            "acquireStatus": "CANCELED" if self.status == "CANCELED" else "READY",
            "isInterestFree": False,
            "interestPayer": None,
        }

    def _transfer_json(self) -> dict[str, str] | None:
        if self.method is None or self.method.type != "account" or not self.approved:
            return None
        return {"bankCode": self.method.details["bankCode"], "settlementStatus": "INCOMPLETED"}

    def _failure_json(self) -> dict[str, str] | None:
        if self.failure_code is None:
            return None
        return {"code": self.failure_code, "message": message(self.failure_code)}
