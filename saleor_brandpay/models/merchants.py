"""Who takes the money and who pays it: Toss MIDs with their keys, and buyers' identities."""

from __future__ import annotations

from typing import ClassVar

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
        """Nothing that it takes is real money."""
        return self.client_key.startswith("test_")


class MerchantSecret(models.Model):
    """A secret key that some process holds for a merchant, and what Toss said of it (M12)."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, related_name="secrets", db_index=False
    )
    ciphertext = models.TextField(blank=True, default="")
    """Encrypted; empty until Toss has accepted it."""
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    """When Toss first answered to it as this merchant's; only then may it become current."""
    refused_at = models.DateTimeField(null=True)
    """When Toss last refused it to a process that held it and asked."""
    refused_code = models.CharField(max_length=64, blank=True, default="")
    refused_host = models.CharField(max_length=64, blank=True, default="")
    """The host of that process: which one to look for."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "fingerprint"], name="brandpay_secret_once_per_merchant"
            ),
        ]

    def __str__(self) -> str:
        return f"secret {self.pk} of merchant {self.merchant_id}"


class EncryptionKey(models.Model):
    """By its name alone, a key that everything was once kept under (M20).

    A key in BRANDPAY_ENCRYPTION_KEYS that is not here is a new one.
    """

    name = models.CharField(max_length=8)
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="brandpay_encryption_key_once"),
        ]

    def __str__(self) -> str:
        return f"encryption key {self.name}"


class Customer(models.Model):
    """A buyer's Brandpay identity at one merchant; a guest's ends with its attempt (M11, M12)."""

    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, related_name="customers", db_index=False
    )
    user_pk = models.BigIntegerField(null=True, blank=True)
    """The shop's user, by value: nothing of ours keeps the shop from deleting him (M24)."""
    is_guest = models.BooleanField()
    customer_key = models.CharField(max_length=50)
    access_token = models.TextField(blank=True, default="")
    refresh_token = models.TextField(blank=True, default="")
    token_expires_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    methods_changed_at = models.DateTimeField(null=True, blank=True)
    """A list of methods kept from before this moment is stale."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When Toss was seen to have forgotten this customer."""
    created_at = models.DateTimeField()
    user_deleted_at = models.DateTimeField(null=True, blank=True)
    """When a worker saw that the shop has no such user any more."""
    withdraw_at = models.DateTimeField(null=True, blank=True)
    """When a worker closes a deleted user's wallet at Toss; null: a person's word is waited for."""
    withdrawal_agreed = models.BooleanField(default=False)
    """A person has said that it may be closed, however many others are."""
    methods_left_at = models.DateTimeField(null=True, blank=True)
    """When Toss still had methods of a deleted user that only it can remove."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["user_deleted_at"],
                condition=Q(user_deleted_at__isnull=False),
                name="brandpay_customer_deleted",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer_key"], name="brandpay_customer_key_once"),
            models.UniqueConstraint(
                fields=["user_pk", "merchant"],
                condition=Q(user_pk__isnull=False),
                # The look for deleted users reads nothing but this index.
                include=["id", "user_deleted_at"],
                name="brandpay_one_customer_per_user",
            ),
            check(
                "brandpay_guest_keeps_nothing",
                Q(is_guest=False) | Q(user_pk__isnull=True, access_token="", refresh_token=""),
            ),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk} of merchant {self.merchant_id}"
