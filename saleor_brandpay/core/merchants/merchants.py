"""Merchants as rows: a later call uses the keys of the merchant that took the money (M12)."""

from __future__ import annotations

import logging
from functools import partial

from ...api.client import BrandpayClient
from ...api.errors import Withheld
from ...api.secret import Secret
from ...clock import now
from ...conf import conf
from ...models import Attempt, Merchant, MerchantSecret
from ..installation import frozen, identity, words
from ..installation.frozen import why_frozen
from .crypto import NoSecret, Unreadable, decrypt, encrypt, fingerprint

logger = logging.getLogger(__name__)


def known(client_key: str) -> Merchant | None:
    """The one that is not frozen, the oldest first; else the one that is."""
    rows = list(
        Merchant.objects.select_related("current_secret", "installation")
        .filter(client_key=client_key, current_secret__isnull=False)
        .order_by("installation_id")
    )
    return next((row for row in rows if not is_frozen(row)), rows[-1] if rows else None)


def is_frozen(merchant: Merchant) -> bool:
    """Whether it is of a shop that this is a copy of: read only (M19)."""
    return why_frozen(merchant.installation) is not None


def configured(client_key: str, secret_key: Secret) -> Merchant:
    """The merchant of a configuration in use. A secret never seen becomes the current one.

    Unless it is frozen: only saving the keys begins a new installation.
    """
    merchant = known(client_key)
    if merchant and is_frozen(merchant):
        return merchant
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
    merchant = known(client_key)
    if merchant is None or frozen.begins_anew(merchant.installation):
        merchant = _begin(client_key)
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


def _begin(client_key: str) -> Merchant:
    """In a copy: of an installation of its own, beside the frozen rows (M19)."""
    in_force, last = frozen.in_force(), identity.current()
    installation = in_force[-1] if in_force else last
    if frozen.begins_anew(installation):
        installation = identity.begin(last.number + 1)
    Merchant.objects.bulk_create(
        [Merchant(client_key=client_key, installation=installation, created_at=now())],
        ignore_conflicts=True,
    )
    return Merchant.objects.get(client_key=client_key, installation=installation)


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
    """A client that signs with the merchant's current secret. Raises crypto.Unreadable.

    Of a frozen merchant it reads, and sends nothing else: whoever asks, staff too (M19).
    """
    return BrandpayClient(
        decrypt(secret_of(merchant).ciphertext),
        base_url=conf.api_url,
        test_code=conf.test_code if merchant.is_test else None,
        before_post=partial(_refuse_if_frozen, merchant),
    )


def _refuse_if_frozen(merchant: Merchant) -> None:
    held = why_frozen(merchant.installation)
    if held is not None:
        logger.error("nothing is sent to Toss for merchant %s: %s", merchant.pk, words.short(held))
        raise Withheld(words.short(held), code=frozen.CODE)
