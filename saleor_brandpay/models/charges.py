"""Charges of stored methods that are being made, kept whatever becomes of Saleor's transaction."""

from __future__ import annotations

from django.db import models


class Charge(models.Model):
    """Toss may hold money under this order id, although our own attempt was rolled back (M4)."""

    order_id = models.CharField(max_length=64, unique=True)
    noted_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.order_id
