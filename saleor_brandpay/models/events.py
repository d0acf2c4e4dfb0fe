"""Webhooks as they came: a hint that waits to be read back (M15)."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One webhook of Toss, or of somebody who says so.

    Waiting: `due_at` is set. Done: `done_at` is. Parked, for a person to look at: neither.
    """

    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the body: a redelivery is the same event."""
    transmission_id = models.CharField(max_length=100, blank=True, default="")
    event_type = models.CharField(max_length=64)
    about = models.CharField(max_length=32, blank=True, default="")
    """Digest of the order id or customer key that it names: to find what tells of somebody."""
    channel_pk = models.BigIntegerField()
    url_key = models.CharField(max_length=8, blank=True, default="")
    """The name of the encryption key that made the URL to which it came (M20)."""
    headers = models.JSONField(default=dict)
    body = models.TextField()
    """Packed and encrypted: it may hold a customer key."""
    received_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(done_at__isnull=True), name="brandpay_event_due"
            ),
            models.Index(fields=["received_at"], name="brandpay_event_received"),
            models.Index(fields=["about"], condition=~Q(about=""), name="brandpay_event_about"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fingerprint"], name="brandpay_event_once"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk} ({self.event_type})"

    @staticmethod
    def digest(name: str) -> str:
        """What is kept in `about` of an order id or a customer key; PostgreSQL knows it too."""
        return hashlib.md5(name.encode(errors="replace"), usedforsecurity=False).hexdigest()

    @property
    def state(self) -> str:
        """waiting, parked or done."""
        if self.done_at is not None:
            return "done"
        return "parked" if self.due_at is None else "waiting"
