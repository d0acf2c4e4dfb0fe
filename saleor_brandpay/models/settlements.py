"""Settlements as they were last read, for staff to read without asking Toss."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SettledMonth(models.Model):
    month = models.CharField(max_length=7)
    """Such as 2026-01, in Korea."""
    read_at = models.DateTimeField()
    """When Toss was asked."""
    totals = models.JSONField()
    """Sums, payouts and counts, as `brandpay_settlements --json` has them."""
    differences = models.JSONField(default=list)
    """The first of them."""
    merchant_pks = models.JSONField(default=list)
    """Of those that were compared: what has no line here Toss does not settle yet."""
    tried_at = models.DateTimeField(null=True)
    """When it was read once more and not completely, so that this one stayed."""
    problems = models.JSONField(default=list)
    """What was in the way then."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month"], name="brandpay_settled_month_once"),
        ]

    def __str__(self) -> str:
        return f"settlements of {self.month}"


class SettledLine(models.Model):
    """What Toss pays out for one payment of ours, or takes back for one refund of it, in won.

    By the primary keys of ours: no name that Toss knows it by stands here.
    """

    month = models.ForeignKey(
        SettledMonth, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    attempt_pk = models.BigIntegerField()
    is_refund = models.BooleanField()
    refund_pk = models.BigIntegerField(null=True)
    """Null also for a refund that was made at Toss."""
    fee = models.BigIntegerField(null=True)
    """With its VAT. Null, as the others: the row could not be read."""
    vat = models.BigIntegerField(null=True)
    pay_out = models.BigIntegerField(null=True)
    """Negative where it is taken back."""
    paid_out = models.DateField(null=True)
    """The day on which Toss pays, or paid, it out."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["attempt_pk"], name="brandpay_settled_attempt"),
        ]

    def __str__(self) -> str:
        return f"settlement of attempt {self.attempt_pk}"
