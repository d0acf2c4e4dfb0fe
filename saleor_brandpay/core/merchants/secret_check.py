"""Whether Toss accepts a secret key as this merchant's (M12).

One read. Any answer about a payment proves that Toss knows the key. That it is this merchant's
and no other's is proved by a payment that this merchant took: another MID's key is answered that
there is no such payment. Test payments may be wiped, and prove nothing when they are missing.
"""

from __future__ import annotations

import datetime
import logging
import socket
import uuid
from dataclasses import dataclass
from enum import Enum

from django.core.cache import cache

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.error_codes import Kind, kind_of
from ...api.errors import BrandpayError, KeyRejected, NotFound, RateLimited, Refused
from ...api.secret import Secret
from ...clock import now
from ...conf import conf
from ...models import Merchant, MerchantSecret

logger = logging.getLogger(__name__)

SECONDS = 3.0
"""What a hook spends on it: beside twice the deadline, still less than a stock reservation."""
AGAIN = datetime.timedelta(minutes=5)
"""After a refusal: a key that is not active yet becomes so."""
PAUSE_SECONDS = 30
"""After no answer, between two tries by whatever process."""
OTHER_MERCHANT = "OTHER_MERCHANT"
"""Toss knows the key, but shows it none of this merchant's payments."""


class Verdict(Enum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    verdict: Verdict
    code: str = ""
    """Toss's code, or ours."""


def check(merchant: Merchant | None, secret_key: Secret, seconds: float = SECONDS) -> Checked:
    """Ask Toss. `merchant`: None where nothing of it is known yet.

    UNCERTAIN: whether a key without a contract for Brandpay is told as such.
    """
    key = _known_payment(merchant)
    deadline = Deadline.after(min(conf.deadline, seconds))
    try:
        client = BrandpayClient(secret_key, base_url=conf.api_url)
        if key:
            client.payment(key, deadline=deadline)
        else:
            client.payment_by_order_id(f"bp-check-{uuid.uuid4().hex}", deadline=deadline)
    except KeyRejected as error:
        return Checked(verdict=Verdict.REFUSED, code=error.code)
    except NotFound:
        if key and merchant and not merchant.is_test:
            return Checked(verdict=Verdict.REFUSED, code=OTHER_MERCHANT)
    except RateLimited as error:
        return Checked(verdict=Verdict.UNKNOWN, code=error.code)
    except Refused as error:
        if kind_of(error.code) is Kind.OTHER:
            # Nobody knows what it means: no word for the key, and none against it.
            return Checked(verdict=Verdict.UNKNOWN, code=error.code)
    except (BrandpayError, ValueError) as error:
        code = getattr(error, "code", "") or type(error).__name__
        return Checked(verdict=Verdict.UNKNOWN, code=code)
    return Checked(verdict=Verdict.ACCEPTED)


def _known_payment(merchant: Merchant | None) -> str:
    """The key of the latest payment that this merchant took."""
    if merchant is None:
        return ""
    taken = merchant.attempts.filter(approved_at__isnull=False).exclude(payment_key="")
    return taken.order_by("-pk").values_list("payment_key", flat=True).first() or ""


def is_time(row: MerchantSecret | None, fingerprint: str) -> bool:
    """Whether Toss is to be asked about a secret now; each answer, and each silence, lasts."""
    if row and row.refused_at and now() - row.refused_at < AGAIN:
        return False
    try:
        # Under no readable name; a mark is one for each secret.
        name = f"saleor_brandpay:secret:{fingerprint[:32]}"
        return cache.add(name, 1, timeout=PAUSE_SECONDS)
    except Exception:
        logger.warning("the cache failed; Toss is asked about a secret key", exc_info=True)
        return True


def refused(merchant: Merchant, fingerprint: str, code: str) -> None:
    """Write down that this process holds a secret that Toss refuses, for the doctor to tell."""
    host = socket.gethostname()[:64]
    at = now()
    MerchantSecret.objects.bulk_create(
        [MerchantSecret(merchant=merchant, fingerprint=fingerprint, added_at=at)],
        ignore_conflicts=True,
    )
    merchant.secrets.filter(fingerprint=fingerprint).update(
        refused_at=at, refused_code=code[:64], refused_host=host
    )
    logger.error(
        "%s: Toss refuses the secret key that this process (host %s) is configured with (%s); "
        "the shop goes on with the one that was accepted last",
        merchant,
        host,
        code,
    )
