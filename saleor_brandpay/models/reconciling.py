"""A run that compares Toss, our attempts and the shop: where it is, and what it found."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from .merchants import Merchant
from .payment_reference import HasPaymentReference


class Reconciliation(models.Model):
    """One comparison of a span of time. Unfinished, it is taken up again by the same command."""

    asked = models.CharField(max_length=300)
    """The command's arguments: the same ones again resume the run, on whatever host."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    heal = models.BooleanField(default=False)
    deep = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked"],
                condition=Q(finished_at__isnull=True),
                name="brandpay_one_run_per_question",
            ),
        ]

    def __str__(self) -> str:
        return f"reconciliation {self.pk} ({self.asked})"


class ReportMail(models.Model):
    """What is to be mailed of a run; one a day, so that a day's report is sent once."""

    reconciliation = models.OneToOneField(
        Reconciliation, on_delete=models.CASCADE, related_name="mail"
    )
    day = models.DateField()
    """The Korean day on which the run began."""
    due_at = models.DateTimeField()
    """When it is tried next; whoever tries it puts this off first."""
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    """Why it was not sent, when last tried."""
    sent_to = models.JSONField(default=list)
    """Marks of the addresses that have it."""
    ended_at = models.DateTimeField(null=True)
    """Everybody has it, or there was nothing to tell."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day"], name="brandpay_one_mail_a_day"),
        ]

    def __str__(self) -> str:
        return f"report of {self.day.isoformat()}"


class Phase(models.IntegerChoices):
    """What a stretch goes through; the first phases of all stretches come before the next ones."""

    TOSS = 0, "Toss's list"
    SHOP = 1, "the shop's records"
    ATTEMPTS = 2, "our own attempts"
    HEAL = 3, "healing"
    DONE = 4, "done"


class Stretch(models.Model):
    """One day of one merchant, or a part of a large one: what one worker does at a time (M13)."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.CASCADE, related_name="stretches", db_index=False
    )
    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    phase = models.PositiveSmallIntegerField(choices=Phase.choices, default=Phase.TOSS)
    cursor = models.CharField(max_length=200, blank=True, default="")
    """Where the phase goes on after its last page."""
    holder = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    """The holder's lease; it is renewed with every page."""
    pages = models.PositiveIntegerField(default=0)
    reads = models.PositiveIntegerField(default=0)
    """Payments that were read singly."""
    approved = models.PositiveIntegerField(default=0)
    approved_won = models.BigIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    refunded_won = models.BigIntegerField(default=0)
    shop_captured = models.PositiveIntegerField(default=0)
    shop_captured_won = models.BigIntegerField(default=0)
    shop_refunded = models.PositiveIntegerField(default=0)
    shop_refunded_won = models.BigIntegerField(default=0)
    foreign = models.PositiveIntegerField(default=0)
    foreign_won = models.BigIntegerField(default=0)
    under_way = models.PositiveIntegerField(default=0)
    """Too young to be told from a payment that is being made just now."""
    error = models.TextField(blank=True, default="")
    """Why it could not go on, when last tried."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "merchant", "since"], name="brandpay_stretch_once"
            ),
        ]

    @property
    def span(self) -> tuple[datetime.datetime, datetime.datetime]:
        return self.since, self.until

    def __str__(self) -> str:
        return f"stretch {self.pk} of reconciliation {self.reconciliation_id}"


class Sighting(models.Model):
    """What a run saw at Toss, kept until the run ends: the shop's rows are held against it."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    payment_key = models.CharField(max_length=200)
    transaction_key = models.CharField(max_length=64, blank=True, default="")
    """Empty: the payment was compared as a whole, with all its refunds."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["reconciliation", "transaction_key"], name="brandpay_sighting_transaction"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "payment_key", "transaction_key"],
                name="brandpay_sighting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_key} {self.transaction_key}".strip()


class Kind(models.TextChoices):
    """How the three can disagree."""

    PAID_WITHOUT_ORDER = "paid_without_order"
    ORDER_WITHOUT_PAYMENT = "order_without_payment"
    AMOUNT_DRIFT = "amount_drift"
    REFUND_ONLY_THERE = "refund_only_there"
    """Toss refunded; the shop does not know."""
    REFUND_ONLY_HERE = "refund_only_here"
    """The shop has a refund that Toss never made."""
    STILL_UNKNOWN = "still_unknown"
    OVERCHARGED = "overcharged"
    """An order or checkout holds more than it owed."""
    LOST = "lost"
    """A payment of ours that the database, which went back in time, knows nothing of."""
    FOREIGN = "foreign"
    """A payment of another system under the same MID; not a difference."""


class Finding(HasPaymentReference, models.Model):
    """One difference, verified by reading the payment singly."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.CASCADE, related_name="findings", db_index=False
    )
    stretch = models.ForeignKey(Stretch, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=21, choices=Kind.choices)
    reason = models.CharField(max_length=24)
    """Picks the words that it is explained with."""
    order_id = models.CharField(max_length=64)
    payment_key = models.CharField(max_length=200, blank=True, default="")
    attempt_pk = models.BigIntegerField(null=True)
    payment_pk = models.BigIntegerField(null=True)
    """The shop's Payment."""
    transaction_token = models.UUIDField(null=True)
    """The shop's TransactionItem."""
    order = models.CharField(max_length=64, blank=True, default="")
    """The shop's order number."""
    toss_won = models.BigIntegerField(null=True)
    shop_won = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    """When the money moved, or the attempt was opened."""
    young = models.BooleanField(default=False)
    """Found so soon after the money moved that the shop may still have been booking it."""
    healed_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    left = models.TextField(blank=True, default="")
    """What healing said of it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "kind", "order_id", "payment_key"],
                name="brandpay_finding_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"
