"""The callback: a temporary code becomes the customer's tokens, which nobody else ever sees."""

from __future__ import annotations

import hashlib
import logging
import re
from enum import Enum

from ...api.deadline import Deadline
from ...api.errors import BrandpayError, Withheld
from ...models import AttemptStatus, Customer
from .. import limits
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from . import token_store

logger = logging.getLogger(__name__)

_CUSTOMER_KEY = re.compile(r"[A-Za-z0-9_=.@-]{2,50}")


class Exchange(Enum):
    DONE = "done"
    BAD_REQUEST = "bad request"
    UNKNOWN_CUSTOMER = "unknown customer"
    ENDED = "ended"
    """A guest's key whose attempt is over."""
    TOO_MANY = "too many"
    """So many codes came for this customer, or from this address, that Toss is not asked (M22)."""
    REFUSED = "refused"
    """Toss refused the code.

    UNCERTAIN: how long a code lives, and what a bad or spent one is answered.
    """
    FAILED = "failed"
    """Toss gave no usable answer."""
    FROZEN = "frozen"
    """This is a copy of the shop, or the shop has moved: nothing was sent (M19)."""


def exchange(customer_key: str, code: str, deadline: Deadline, address: str = "") -> Exchange:
    """Exchange the code of the redirect URL. A repeated code is answered without a call.

    `address`: of whoever brings it, where that is known.
    """
    if not _CUSTOMER_KEY.fullmatch(customer_key) or not 0 < len(code) <= 500:
        return Exchange.BAD_REQUEST
    if not code.isascii() or not code.isprintable():
        return Exchange.BAD_REQUEST
    customer = (
        Customer.objects.select_related("merchant__current_secret", "merchant__installation")
        .filter(customer_key=customer_key)
        .first()
    )
    if customer is None:
        return Exchange.UNKNOWN_CUSTOMER
    digest = hashlib.sha256(code.encode()).hexdigest()
    if customer.code_digest == digest:
        return Exchange.DONE
    if customer.is_guest and not _is_in_use(customer):
        return Exchange.ENDED
    if not limits.spend(1, buyer=customer_key, address=address):
        return Exchange.TOO_MANY
    try:
        answer = merchants.client(customer.merchant).exchange_code(
            customer_key=customer_key, code=code, deadline=deadline
        )
    except Withheld as error:
        logger.warning("customer %s: no code was exchanged: %s", customer.pk, error)
        return Exchange.FROZEN
    except BrandpayError as error:
        if error.is_unknown or not error.http_status:
            logger.warning("customer %s: token exchange failed: %s", customer.pk, error)
            return Exchange.FAILED
        logger.error(
            "customer %s: Toss refused the code: %s. If this happens to every buyer, the client "
            "key %s and the secret key are probably not a pair.",
            customer.pk,
            error,
            customer.merchant.client_key,
        )
        return Exchange.REFUSED
    except Unreadable:
        logger.exception("customer %s: another process has to ask Toss", customer.pk)
        return Exchange.FAILED
    if customer.is_guest:
        # A guest has no page to manage methods on: its tokens are not kept at all (M12).
        customer.code_digest = digest
        customer.save(update_fields=["code_digest"])
    else:
        token_store.exchanged(customer, answer.value, digest)
    return Exchange.DONE


def _is_in_use(customer: Customer) -> bool:
    return customer.attempts.filter(status__in=(AttemptStatus.OPEN, AttemptStatus.UNKNOWN)).exists()
