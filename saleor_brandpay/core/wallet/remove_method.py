"""Taking a method out of a wallet: the customer's own, in the customer's own name."""

from __future__ import annotations

import logging
import uuid

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, NotSent, RateLimited
from ...api.secret import Secret
from ...models import Customer
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problem import Problem
from ..messages.problems import FROZEN
from ..messages.wallet_problems import (
    METHOD_UNKNOWN,
    REMOVAL_REFUSED,
    REMOVAL_UNKNOWN,
    WALLET_CLOSED,
    WALLET_NOT_READ,
)
from . import list_methods, method_cache
from .method import StoredMethod
from .token_access import with_token

logger = logging.getLogger(__name__)


def remove(customer: Customer, method_id: object, deadline: Deadline) -> Problem | None:
    """Remove a method of this customer at Toss; None once it is gone, for a second click too.

    UNCERTAIN: whether METHOD_UPDATED tells of it.
    """
    if merchants.is_frozen(customer.merchant):
        return FROZEN
    method = list_methods.search(customer, method_id, deadline)
    if method is METHOD_UNKNOWN and method_cache.was_removal_asked(customer, str(method_id)):
        return None
    if isinstance(method, Problem):
        return method
    try:
        client = merchants.client(customer.merchant)
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be used", customer.merchant_id)
        return WALLET_CLOSED
    method_cache.removal_asked(customer, method)
    try:
        problem = with_token(
            customer, client, deadline, lambda token: _send(client, method, token, deadline)
        )
    except (NotSent, RateLimited, Unreadable) as error:
        logger.warning("customer %s: no method was removed: %s", customer.pk, error)
        return WALLET_NOT_READ
    except BrandpayError as error:
        method_cache.changed(customer)
        return _after_error(customer, method, error, deadline)
    method_cache.changed(customer)
    return problem


def _send(client: BrandpayClient, method: StoredMethod, token: Secret, deadline: Deadline) -> None:
    # A key of its own for each try: the same card may be registered and removed again, and
    # whether a lost answer removed it is read from the list.
    call = client.remove_card if method.type == "card" else client.remove_account
    call(method.key, token, idempotency_key=f"remove:{uuid.uuid4()}", deadline=deadline)


def _after_error(
    customer: Customer, method: StoredMethod, error: BrandpayError, deadline: Deadline
) -> Problem | None:
    """Only the customer's list tells whether it is gone."""
    try:
        listed = list_methods.read(customer, deadline)
    except BrandpayError as again:
        logger.warning("customer %s: %s, and then %s", customer.pk, error, again)
        return REMOVAL_UNKNOWN
    if all(found.key != method.key or not found.is_enabled for found in listed):
        return None
    if error.is_unknown:
        logger.warning("customer %s: a removal has no known outcome: %s", customer.pk, error)
        return REMOVAL_UNKNOWN
    logger.error("customer %s: Toss did not remove a method: %s", customer.pk, error)
    return REMOVAL_REFUSED
