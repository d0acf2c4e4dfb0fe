"""What must outlive a request: whose money, asked where, under which keys, and what Toss said."""

from __future__ import annotations

import datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from ..constraints import check
from .merchants import Customer, Merchant, MerchantSecret
from .payment_reference import HasPaymentReference


class SourceType(models.TextChoices):
    CHECKOUT = "checkout"
    ORDER = "order"


class AttemptStatus(models.TextChoices):
    OPEN = "open", "open"
    """A window may be used, or a stored method charged; nothing is known to have been sent."""
    UNKNOWN = "unknown", "outcome unknown"
    """A confirm or a charge may have been acted on; only Toss ends this (M5)."""
    APPROVED = "approved", "approved"
    """Toss took the money and Saleor was told."""
    REFUNDING = "refunding", "being refunded"
    """Toss took money that cannot be booked; an automatic refund is due."""
    SUPERSEDED = "superseded", "superseded"
    """Never to be confirmed; watched until Toss closes it."""
    CLOSED = "closed", "closed"
    """Toss says that nothing is or stays taken."""


class Attempt(HasPaymentReference, models.Model):
    """One try to pay one Saleor Payment or TransactionItem. At most one approval."""

    WINDOW_OFFERED: Final = datetime.timedelta(minutes=25)
    """A window, or a charge, is offered this long after the attempt was opened."""
    WINDOW_ENDS: Final = datetime.timedelta(minutes=65)
    """Last offer, 30 minutes of Toss's window, 10 more: after that a 404 closes (M5)."""

    order_id = models.CharField(max_length=64)
    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    secret = models.ForeignKey(MerchantSecret, on_delete=models.PROTECT, related_name="+")
    customer: models.ForeignKey[Customer, Customer] = models.ForeignKey(  # type: ignore[misc]
        Customer, on_delete=models.PROTECT, related_name="attempts", null=True
    )
    """Null once people are erased and the key was a guest's, or of a user long gone (M23)."""
    source_type = models.CharField(max_length=8, choices=SourceType.choices)
    source_id = models.CharField(max_length=36)
    channel_pk = models.BigIntegerField(null=True)
    payment_pk = models.BigIntegerField(null=True)
    transaction_token = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    payment_fields = models.JSONField(default=dict, db_column="window")
    """What the SDK's requestPayment is given, beside the amount and the order id."""
    storefront_data = models.JSONField(default=dict, db_column="wish")
    """What the storefront said first (core.confirm.storefront_data)."""
    method_id = models.CharField(max_length=200, blank=True, default="")
    """The stored method that is charged for it; empty: it is paid in the window."""
    status = models.CharField(
        max_length=10, choices=AttemptStatus.choices, default=AttemptStatus.OPEN
    )
    opened_at = models.DateTimeField()
    payment_key = models.CharField(max_length=200, blank=True, default="")
    confirm_step = models.PositiveIntegerField(default=0)
    confirm_sent_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    balance = models.BigIntegerField(default=0)
    method = models.JSONField(default=dict)
    failure_code = models.CharField(max_length=64, blank=True, default="")
    failure_message = models.CharField(max_length=510, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    refund_awaited_at = models.DateTimeField(null=True)
    """Since when Saleor holds a refund of it for ongoing, with no order to tell (M10)."""
    due_at = models.DateTimeField(null=True)
    """When a worker looks at it next; null: nothing is left to do."""
    looks = models.PositiveIntegerField(default=0)
    """Looks in vain since its last change; each makes the next one wait longer."""
    claimed_until = models.DateTimeField(null=True)
    """A worker's lease (M13)."""
    erased_at = models.DateTimeField(null=True)
    """When what it told of people was erased: payment_fields and storefront_data (M23)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["source_type", "source_id"], name="brandpay_attempt_source"),
            # Windows apart: however many are abandoned, what may hold money is found without them.
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False) & ~Q(status__in=["open", "superseded"]),
                name="brandpay_payment_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False) & Q(status__in=["open", "superseded"]),
                name="brandpay_window_due",
            ),
            models.Index(
                fields=["payment_pk"],
                condition=Q(payment_pk__isnull=False),
                name="brandpay_attempt_payment",
            ),
            models.Index(
                fields=["transaction_token"],
                condition=Q(transaction_token__isnull=False),
                name="brandpay_attempt_transaction",
            ),
            models.Index(
                fields=["refund_awaited_at"],
                condition=Q(refund_awaited_at__isnull=False),
                name="brandpay_refund_awaited",
            ),
            models.Index(fields=["opened_at"], name="brandpay_attempt_opened"),
            models.Index(
                fields=["opened_at"],
                condition=Q(erased_at__isnull=True),
                name="brandpay_attempt_unerased",
            ),
        ]
        constraints: ClassVar = [
            # Not unique=True: for that Django makes a second index, for LIKE, that nothing uses.
            models.UniqueConstraint(fields=["order_id"], name="brandpay_order_id_once"),
            models.UniqueConstraint(
                fields=["payment_pk"],
                condition=Q(status__in=["open", "unknown"]),
                name="brandpay_one_live_per_payment",
            ),
            models.UniqueConstraint(
                fields=["transaction_token"],
                condition=Q(status__in=["open", "unknown"]),
                name="brandpay_one_live_per_transaction",
            ),
            models.UniqueConstraint(
                fields=["merchant", "payment_key"],
                condition=~Q(payment_key="") & Q(status__in=["approved", "refunding"]),
                name="brandpay_payment_key_once",
            ),
            check(
                "brandpay_one_debtor",
                Q(payment_pk__isnull=False, transaction_token__isnull=True)
                | Q(payment_pk__isnull=True, transaction_token__isnull=False),
            ),
            check("brandpay_amount_positive", Q(amount__gt=0)),
            check(
                "brandpay_customer_until_erased",
                Q(customer__isnull=False) | Q(erased_at__isnull=False),
            ),
            check("brandpay_source_named", ~Q(source_id="")),
            check("brandpay_balance_not_negative", Q(balance__gte=0)),
            check(
                "brandpay_approved_has_key",
                ~Q(status__in=["approved", "refunding"]) | ~Q(payment_key=""),
            ),
            check(
                "brandpay_approved_within_amount",
                ~Q(status="approved") | Q(balance__lte=F("amount")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} ({self.status})"


class RefundStatus(models.TextChoices):
    UNKNOWN = "unknown", "outcome unknown"
    DONE = "done", "done"
    REFUSED = "refused", "refused"


class Refund(models.Model):
    """One refund of ours at Toss (M10); its identity is what makes a repeat the same refund."""

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="refunds", db_index=False
    )
    number = models.PositiveIntegerField()
    operation = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    expected_balance = models.BigIntegerField()
    status = models.CharField(max_length=8, choices=RefundStatus.choices)
    step = models.PositiveIntegerField(default=0)
    transaction_key = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=150, blank=True, default="")
    """What staff typed, sent before our mark: as the row was first kept, until it is erased."""
    claimed = models.BooleanField(default=True)
    requests = models.JSONField(default=list, null=True)
    """Primary keys of the shop's requests that it answers: the grant that they name may be deleted
    meanwhile. Null in rows of a process that does not know the column yet."""
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["status", "created_at"],
                condition=Q(status__in=["unknown", "refused"]),
                name="brandpay_refund_unsettled",
            ),
            models.Index(
                fields=["created_at"], condition=~Q(reason=""), name="brandpay_refund_reasons"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "number", "operation", "amount", "expected_balance"],
                name="brandpay_refund_identity",
            ),
            models.UniqueConstraint(
                fields=["attempt", "transaction_key"],
                condition=~Q(transaction_key=""),
                name="brandpay_one_refund_per_cancel",
            ),
            check(
                "brandpay_refund_within_balance",
                Q(amount__gt=0) & Q(amount__lte=F("expected_balance")),
            ),
            check("brandpay_refund_done_has_key", ~Q(status="done") | ~Q(transaction_key="")),
        ]

    def __str__(self) -> str:
        return f"refund {self.number} of {self.attempt_id}: {self.amount} won ({self.status})"
