"""Who takes the money and who pays it: Toss MIDs with their keys, and buyers' identities."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..constraints import check
from .installations import Installation


class Merchant(models.Model):
    """One Toss MID. Outlives the configuration that named it (M12)."""

    installation = models.ForeignKey(
        Installation, on_delete=models.PROTECT, related_name="merchants"
    )
    """Whose it is: in a copy of the database the rows of before are frozen (M19)."""
    client_key = models.CharField(max_length=128)
    mid = models.CharField(max_length=32, blank=True, default="")
    current_secret = models.ForeignKey(
        "MerchantSecret", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client_key", "installation"], name="brandpay_merchant_once"
            ),
        ]

    def __str__(self) -> str:
        return self.mid or f"{self.client_key[:11]}…"

    @property
    def is_test(self) -> bool:
        return self.client_key.startswith("test_")

    def has_known(self, fingerprint: str) -> bool:
        """Whether a secret with this fingerprint was ever this merchant's."""
        return self.secrets.filter(fingerprint=fingerprint).exists()


class MerchantSecret(models.Model):
    """A secret key of a merchant, encrypted, and since when it is known."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="secrets")
    ciphertext = models.TextField()
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "fingerprint"], name="brandpay_secret_once_per_merchant"
            ),
        ]

    def __str__(self) -> str:
        return f"secret {self.pk} of merchant {self.merchant_id}"


class Customer(models.Model):
    """A buyer's Brandpay identity at one merchant; a guest's ends with its attempt (M11, M12)."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="customers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="brandpay_customers",
    )
    is_guest = models.BooleanField()
    customer_key = models.CharField(max_length=50, unique=True)
    access_token = models.TextField(blank=True, default="")
    refresh_token = models.TextField(blank=True, default="")
    token_expires_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    methods_changed_at = models.DateTimeField(null=True, blank=True)
    """A list of methods kept from before this moment is stale."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When Toss was seen to have forgotten this customer."""
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(is_guest=False, user__isnull=True) & ~Q(access_token=""),
                name="brandpay_customer_orphan",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "user"],
                condition=Q(user__isnull=False),
                name="brandpay_one_customer_per_user",
            ),
            check(
                "brandpay_guest_keeps_nothing",
                Q(is_guest=False) | Q(user__isnull=True, access_token="", refresh_token=""),
            ),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk} of merchant {self.merchant_id}"
