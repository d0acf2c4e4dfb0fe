"""Secret keys: what this process holds, what the shop signs with, what others hold (M12)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ...adapters.configuration.keys import Keys
from ...adapters.configuration.validation import PAGE_SECONDS, live_fault
from ...clock import now
from ...core.merchants import crypto, merchants, secret_check
from ...core.merchants.secret_check import Verdict
from ...models import MerchantSecret
from ..dates import shown
from .finding import Finding, Level

_ABOUT = "secrets"
REMEMBERED = datetime.timedelta(days=1)
"""A process that is still there asks again every five minutes in which it has a buyer."""


def findings() -> Iterator[Finding]:
    """What processes have written down; nothing is asked of Toss."""
    rows = MerchantSecret.objects.select_related("merchant").order_by("pk")
    for row in rows.filter(refused_at__gt=now() - REMEMBERED):
        assert row.refused_at  # noqa: S101
        yield Finding(
            Level.WARNING,
            _ABOUT,
            f"{row.merchant}: Toss refused a secret key that a process on {row.refused_host} is "
            f"configured with ({row.refused_code}, last at {shown(row.refused_at)}): mend its "
            "environment variable and restart it; the shop goes on with the one accepted last",
            code="secret_refused_elsewhere",
        )
    accepted = rows.filter(accepted_at__isnull=False).count()
    yield Finding(
        Level.OK,
        _ABOUT,
        f"secret keys that Toss has accepted: {accepted:,}",
        code="secrets_accepted",
    )


def asked(keys: Keys, about: str) -> Iterator[Finding]:
    """Ask Toss about the key that this process is configured with, and the one that is in use."""
    fault = live_fault(keys, lenient=False)
    if fault:
        yield Finding(Level.ERROR, about, fault.english, code="secret_refused")
    else:
        yield Finding(
            Level.OK,
            about,
            "Toss Payments takes the secret key that this process is configured with",
            code="secret_taken",
        )
    merchant = merchants.known(keys.client_key)
    used = merchant.current_secret if merchant else None
    if not used or used.fingerprint == crypto.fingerprint(keys.secret_key):
        return
    since = f"accepted on {shown(used.accepted_at)}" if used.accepted_at else "never accepted"
    other = f"the shop signs with another secret key, {since}"
    try:
        checked = secret_check.check(merchant, crypto.decrypt(used.ciphertext), PAGE_SECONDS)
    except crypto.Unreadable:
        yield Finding(
            Level.ERROR,
            about,
            f"{other}, which this process cannot read: see keys",
            code="secret_in_use_unreadable",
        )
        return
    if checked.verdict is Verdict.ACCEPTED:
        yield Finding(
            Level.WARNING,
            about,
            f"{other}, and Toss takes it: mend this process's environment, or save the page to go "
            "over to this process's key",
            code="secret_differs",
        )
    else:
        yield Finding(
            Level.ERROR,
            about,
            f"{other}, and Toss does not take it ({checked.code}): save the page with the present "
            "key",
            code="secret_in_use_refused",
        )
