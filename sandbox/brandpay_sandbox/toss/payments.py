"""Payments and their life cycle (READY, IN_PROGRESS, then DONE, ABORTED, EXPIRED; cancels)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .customers import Method, MethodType
    from .ids import Ids
    from .merchants import KeyPair
    from .wanted_receipt import CashReceipt

WINDOW = timedelta(minutes=30)
"""From READY to authentication."""
SESSION = timedelta(minutes=10)
"""From authentication (IN_PROGRESS) to confirm."""
METHOD_NAMES = {"card": "카드", "account": "계좌이체"}
APPROVED = frozenset({"DONE", "CANCELED", "PARTIAL_CANCELED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Fields of an answer that a test wants otherwise, or left out."""

    fields: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def applied(self, answer: dict[str, Any]) -> dict[str, Any]:
        merged = answer | self.fields
        return {name: value for name, value in merged.items() if name not in self.without}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    amount: int
    reason: str
    tax_free: int
    tax_exemption: int
    discount: int
    """What of the instant discount went back with it."""
    refundable: int
    """What was left after this cancel, in won."""
    transaction_key: str
    at: datetime


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
    cash_receipt: CashReceipt | None = None
    discount_code: str | None = None
    discount: int = 0
    """Won that the card company or bank takes off; part of the amount."""
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
    auto: bool = False
    """Charged without a window."""
    shown: Shown = field(default_factory=Shown)
    """What its JSON shows otherwise than it is."""
    row_shown: Shown = field(default_factory=Shown)
    """The same of its rows in the list of transactions."""
    changed: Callable[[Payment, datetime | None], None] | None = field(default=None, repr=False)
    """Told of every status but READY and IN_PROGRESS, with its time unless that is now."""

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
    def method_type(self) -> MethodType | None:
        return self.method.type if self.method else None

    @property
    def method_name(self) -> str | None:
        """Toss's `method`: null until the buyer has chosen."""
        return METHOD_NAMES[self.method.type] if self.method else None

    @property
    def receipt_url(self) -> str | None:
        if self.approval_key is None:
            return None
        host = "dashboard" if self.pair.merchant.live else "dashboard-sandbox"
        key = self.approval_key
        return f"https://{host}.tosspayments.com/sales-slip?transactionId={key}&ref=PX"

    @property
    def expires_at(self) -> datetime | None:
        """When it will have been left lying too long; None: never."""
        if self.status == "READY":
            return self.requested_at + WINDOW
        if self.status == "IN_PROGRESS" and self.authenticated_at is not None:
            return self.authenticated_at + SESSION
        return None

    def refresh(self, now: datetime) -> None:
        """Expire what was left lying: called whenever somebody looks."""
        limit = self.expires_at
        if limit is not None and now > limit:
            self.end("EXPIRED", "EXPIRED_PAYMENT", at=limit)

    def authenticate(self, method: Method, now: datetime) -> None:
        """The buyer proved himself in the window."""
        self.status = "IN_PROGRESS"
        self.authenticated_at = now
        self.method = method

    def approve(self, ids: Ids, now: datetime) -> None:
        self.status = "DONE"
        self.approved_at = now
        self.approval_key = ids.transaction_key()
        self._tell(now)

    def end(self, status: str, code: str, *, at: datetime | None = None) -> None:
        """ABORTED or EXPIRED, with the code of the failure, now unless `at` says when."""
        self.status = status
        self.failure_code = code
        if status == "EXPIRED":
            self.method = None
        self._tell(at)

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
            discount=0 if self.cancels else self.discount,
            refundable=self.balance - amount,
            transaction_key=ids.transaction_key(),
            at=now,
        )
        self.cancels.append(cancel)
        self.status = "CANCELED" if whole else "PARTIAL_CANCELED"
        self._tell(now)
        return cancel

    def _tell(self, at: datetime | None) -> None:
        if self.changed is not None:
            self.changed(self, at)
