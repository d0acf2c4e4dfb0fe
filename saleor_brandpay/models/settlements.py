"""A month of settlements as it was last compared, for staff to read without asking Toss."""

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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month"], name="brandpay_settled_month_once"),
        ]

    def __str__(self) -> str:
        return f"settlements of {self.month}"
