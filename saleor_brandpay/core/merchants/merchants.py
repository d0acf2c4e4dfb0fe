"""Merchants as rows: a later call uses the keys of the merchant that took the money (M12)."""

from __future__ import annotations

from ...api.client import BrandpayClient
from ...api.secret import Secret
from ...clock import now
from ...conf import conf
from ...models import Attempt, Merchant, MerchantSecret
from .crypto import NoSecret, Unreadable, decrypt, encrypt, fingerprint


def known(client_key: str) -> Merchant | None:
    return (
        Merchant.objects.select_related("current_secret")
        .filter(client_key=client_key, current_secret__isnull=False)
        .first()
    )


def configured(client_key: str, secret_key: Secret) -> Merchant:
    """The merchant of a configuration in use. A secret never seen becomes the current one."""
    merchant = known(client_key)
    mark = fingerprint(secret_key)
    secret = merchant.current_secret if merchant else None
    if merchant and secret and secret.fingerprint == mark and is_readable(secret):
        return merchant
    if merchant and secret and secret.fingerprint != mark and merchant.has_known(mark):
        # Another channel still holds the old secret: only saving a configuration goes back.
        return merchant
    return save(client_key, secret_key)


def save(client_key: str, secret_key: Secret) -> Merchant:
    """Make this the merchant's current secret; earlier ones are kept with their dates."""
    Merchant.objects.bulk_create(
        [Merchant(client_key=client_key, created_at=now())], ignore_conflicts=True
    )
    merchant = Merchant.objects.get(client_key=client_key)
    MerchantSecret.objects.bulk_create(
        [
            MerchantSecret(
                merchant=merchant,
                ciphertext=encrypt(secret_key),
                fingerprint=fingerprint(secret_key),
                added_at=now(),
            )
        ],
        ignore_conflicts=True,
    )
    secret = merchant.secrets.get(fingerprint=fingerprint(secret_key))
    if not is_readable(secret):
        # The encryption key that it was kept under is lost; the secret itself is not.
        secret.ciphertext = encrypt(secret_key)
        secret.save(update_fields=["ciphertext"])
    merchant.current_secret = secret
    merchant.save(update_fields=["current_secret"])
    return merchant


def is_readable(secret: MerchantSecret) -> bool:
    try:
        decrypt(secret.ciphertext)
    except Unreadable:
        return False
    return True


def learn_mid(merchant: Merchant, mid: str) -> None:
    """Keep the MID of the first payment; a later one of another MID is not this merchant's."""
    if mid and not merchant.mid:
        merchant.mid = mid[:32]
        merchant.save(update_fields=["mid"])


def secret_of(merchant: Merchant) -> MerchantSecret:
    """The merchant's current secret. Raises crypto.NoSecret when it never had one."""
    if merchant.current_secret is None:
        raise NoSecret(f"merchant {merchant.pk} has no secret key")
    return merchant.current_secret


def vouches(attempt: Attempt) -> bool:
    """Whether the merchant's current secret is known to see what this attempt's own one saw."""
    current = attempt.merchant.current_secret_id
    if attempt.secret_id == current:
        return True
    return attempt.merchant.attempts.filter(secret=current, approved_at__isnull=False).exists()


def client(merchant: Merchant) -> BrandpayClient:
    """A client that signs with the merchant's current secret. Raises crypto.Unreadable."""
    return BrandpayClient(
        decrypt(secret_of(merchant).ciphertext),
        base_url=conf.api_url,
        test_code=conf.test_code if merchant.is_test else None,
    )
