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
from ..installation import frozen, identity, moved, words
from ..installation.frozen import why_frozen
from . import key_steps, key_views, secret_check
from .crypto import NoSecret, Unreadable, decrypt, encrypt, fingerprint, is_readable
from .secret_check import Verdict

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
    """The merchant of a configuration in use.

    A secret that Toss has never accepted is asked about first, and becomes the current one then;
    until it is, the merchant goes on with the one it has. One process with a wrong value in its
    environment changes nothing for the others, nor for its own buyers. Of a frozen merchant
    nothing changes: only saving the keys begins a new installation.
    """
    merchant, mark = known(client_key), hold(secret_key)
    if merchant and is_frozen(merchant):
        return merchant
    secret = merchant.current_secret if merchant else None
    if merchant and secret and secret.fingerprint == mark:
        return merchant
    whose = {"merchant": merchant} if merchant else {"merchant__client_key": client_key}
    row = MerchantSecret.objects.filter(**whose, fingerprint=mark).first()
    if merchant and row and row.accepted_at:
        # Another channel still holds the old secret: only saving a configuration goes back.
        return merchant
    if secret_check.is_time(row, mark):
        merchant = merchant or _merchant(client_key)
        checked = secret_check.check(merchant, secret_key)
        if checked.verdict is Verdict.ACCEPTED:
            return save(client_key, secret_key)
        if checked.verdict is Verdict.REFUSED:
            secret_check.refused(merchant, mark, checked.code)
    if merchant is None or merchant.current_secret is None:
        raise NoSecret(f"no secret key of {client_key} was ever accepted by Toss")
    return merchant


def save(client_key: str, secret_key: Secret) -> Merchant:
    """Make a secret that Toss has accepted the current one; earlier ones are kept with dates."""
    merchant, mark, at = _merchant(client_key), hold(secret_key), now()
    MerchantSecret.objects.bulk_create(
        [MerchantSecret(merchant=merchant, fingerprint=mark, added_at=at)], ignore_conflicts=True
    )
    secret = merchant.secrets.get(fingerprint=mark)
    secret.accepted_at = secret.accepted_at or at
    secret.refused_at, secret.refused_code, secret.refused_host = None, "", ""
    if not is_readable(secret.ciphertext):
        secret.ciphertext = encrypt(secret_key)
    secret.save()
    merchant.current_secret = secret
    merchant.save(update_fields=["current_secret"])
    key_steps.remember()
    return merchant


_HELD: dict[str, Secret] = {}
"""Secrets that this process was configured with, by their fingerprints."""


def hold(secret_key: Secret) -> str:
    """Remember a secret of this process's own configuration; its fingerprint.

    The same secret in a row may be under an encryption key that only newer processes have (M20).
    """
    mark = fingerprint(secret_key)
    if secret_key:
        _HELD[mark] = secret_key
    return mark


def _merchant(client_key: str) -> Merchant:
    """Whose keys these are; of an installation of its own in a copy, beside the frozen (M19)."""
    merchant = known(client_key)
    if merchant and not frozen.begins_anew(merchant.installation):
        return merchant
    in_force, last = frozen.in_force(), identity.current()
    installation = in_force[-1] if in_force else last
    if frozen.begins_anew(installation):
        installation = identity.begin(last.number + 1)
    Merchant.objects.bulk_create(
        [Merchant(client_key=client_key, installation=installation, created_at=now())],
        ignore_conflicts=True,
    )
    rows = Merchant.objects.select_related("current_secret", "installation")
    return rows.get(client_key=client_key, installation=installation)


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

    UNCERTAIN: whether other merchants' payments are seen.
    """
    key_views.tell()
    return BrandpayClient(
        _in_clear(secret_of(merchant)),
        base_url=conf.api_url,
        test_code=conf.test_code if merchant.is_test else None,
        before_post=partial(_refuse_if_frozen, merchant),
    )


def _refuse_if_frozen(merchant: Merchant) -> None:
    held = why_frozen(merchant.installation)
    if held is not None:
        logger.error("nothing is sent to Toss for merchant %s: %s", merchant.pk, words.short(held))
        raise Withheld(words.short(held), code=frozen.CODE)
    if moved.is_held():
        logger.warning("nothing is sent to Toss unasked: the database is another one")
        raise Withheld(
            "the database is another one: brandpay_moved is waited for", code=frozen.CODE
        )


def _in_clear(secret: MerchantSecret) -> Secret:
    try:
        return decrypt(secret.ciphertext)
    except Unreadable:
        held = _HELD.get(secret.fingerprint)
        if held is None:
            raise
        return held
