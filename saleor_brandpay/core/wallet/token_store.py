"""The tokens that are kept of a customer, and who may replace them.

No lock is held while Toss is asked: two hosts, a callback and a rotation of encryption keys may
all have written meanwhile. Whoever comes with an answer locks the row, looks again, and never
puts back a pair that has been replaced.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from django.db import transaction

from ...api.secret import Secret
from ...api.token import AccessToken
from ...clock import now
from ...models import Customer
from ..merchants.crypto import Unreadable, decrypt, encrypt

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Both tokens, in clear."""

    access: Secret
    refresh: Secret
    expires_at: datetime.datetime | None


def pair(row: Customer) -> Pair | None:
    """The tokens of a row; None when there are none.

    Raises Unreadable when they are kept under a key that this process does not have (M20).
    """
    if not row.access_token or not row.refresh_token:
        return None
    access, refresh = decrypt(row.access_token), decrypt(row.refresh_token)
    return Pair(access=access, refresh=refresh, expires_at=row.token_expires_at)


def read(customer: Customer) -> Pair | None:
    """The customer's tokens as they stand in the database now. Raises Unreadable."""
    row = Customer.objects.filter(pk=customer.pk).first()
    return pair(row) if row else None


def has(customer: Customer) -> bool:
    """Whether tokens are kept, whoever can read them."""
    return Customer.objects.filter(pk=customer.pk).exclude(access_token="").exists()


def refreshed(customer: Customer, began: Pair, token: AccessToken) -> Secret:
    """Keep what a refresh of `began` was answered; the access token that now holds."""
    with transaction.atomic():
        row = _locked(customer)
        if _is_elsewhere(row):
            # Re-encrypted meanwhile: the same refresh is replayed to whoever can read it (M3).
            return token.access_token
        found = pair(row)
        if found and found.refresh != began.refresh:
            return found.access
        # Erased meanwhile: by somebody who saw the old pair refused, unless the customer has left.
        if found or row.withdrawn_at is None:
            _write(row, token)
            row.save(update_fields=_TOKENS)
    return token.access_token


def exchanged(customer: Customer, token: AccessToken, code_digest: str) -> None:
    """Keep what a code was exchanged for; `customer` is as it was before that.

    What this process cannot read it replaces: the buyer has just been to Toss.
    """
    began = None if _is_elsewhere(customer) else pair(customer)
    with transaction.atomic():
        row = _locked(customer)
        found = None if _is_elsewhere(row) else pair(row)
        # Toss extends the pair it knows. A refresh that came between has ended that one.
        overtaken = began and found and began.refresh == token.refresh_token != found.refresh
        if not overtaken:
            _write(row, token)
        row.code_digest, row.withdrawn_at, row.methods_changed_at = code_digest, None, now()
        row.save(
            update_fields=[*_TOKENS, "code_digest", "withdrawn_at", "methods_changed_at"],
        )


def erase(customer: Customer, refused: Pair) -> None:
    """Forget a pair that Toss no longer accepts, if it still is the one that is kept."""
    with transaction.atomic():
        row = _locked(customer)
        if _is_elsewhere(row):
            return
        found = pair(row)
        if found is None or found.refresh == refused.refresh:
            _clear(row)
            row.save(update_fields=_TOKENS)


def withdrawn(customer: Customer, access: Secret | None) -> None:
    """The customer has left Toss, by `access` if by us. One who has come back has another token."""
    with transaction.atomic():
        row = _locked(customer)
        if _is_elsewhere(row):
            return
        found = pair(row)
        if found and found.access != access:
            return
        _clear(row)
        row.withdrawn_at = row.methods_changed_at = now()
        row.save(update_fields=[*_TOKENS, "withdrawn_at", "methods_changed_at"])


_TOKENS = ["access_token", "refresh_token", "token_expires_at"]


def _is_elsewhere(row: Customer) -> bool:
    """Whether only another process can read what is kept: it is not this one's to decide (M20)."""
    try:
        pair(row)
    except Unreadable:
        logger.warning("customer %s: its tokens are left alone", row.pk, exc_info=True)
        return True
    return False


def _locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _write(row: Customer, token: AccessToken) -> None:
    row.access_token = encrypt(token.access_token)
    row.refresh_token = encrypt(token.refresh_token)
    row.token_expires_at = now() + datetime.timedelta(seconds=token.expires_in)


def _clear(row: Customer) -> None:
    row.access_token = row.refresh_token = ""
    row.token_expires_at = None
