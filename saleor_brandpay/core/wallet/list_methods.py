"""What is in a customer's wallet, and which of it may be charged (M11)."""

from __future__ import annotations

import logging

from ...api.deadline import Deadline
from ...api.errors import ApiError, BrandpayError
from ...clock import now
from ...models import Customer
from .. import limits
from ..installation.frozen import is_of_this_place
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problem import Problem
from ..messages.wallet_problems import (
    METHOD_DISABLED,
    METHOD_ID_INVALID,
    METHOD_UNKNOWN,
    WALLET_CLOSED,
    WALLET_NOT_READ,
)
from . import method_cache
from .method import StoredMethod, stored

logger = logging.getLogger(__name__)

PAGE_SECONDS = 5
"""How long a page waits for Toss, at most."""


def of_user(client_key: str, user_pk: int, *, using: str | None = None) -> Customer | None:
    """A user's identity at the merchant of a client key, with its keys, in one query.

    `using`: where to read, a replica for pages (never for money: M18).
    """
    rows = list(
        Customer.objects.using(using)
        .select_related("merchant__current_secret", "merchant__installation")
        .filter(merchant__client_key=client_key, user_pk=user_pk, is_guest=False)
        .order_by("merchant__installation_id")
    )
    here = (row for row in rows if is_of_this_place(row.merchant.installation))
    return next(here, rows[-1] if rows else None)


def methods(customer: Customer, deadline: Deadline) -> list[StoredMethod]:
    """As `look`; empty as well where it cannot be read."""
    return list(look(customer, deadline) or ())


def look(
    customer: Customer, deadline: Deadline, *, counted_for: str = ""
) -> tuple[StoredMethod, ...] | None:
    """Everything in the customer's wallet: the default first, what cannot be used last.

    None where it cannot be read: a page must not fail for it, and what is in the way is logged.
    `counted_for`: who asks, if it is not the customer (M22).
    """
    try:
        found = method_cache.get(customer)
        return read(customer, deadline, counted_for=counted_for) if found is None else found
    except BrandpayError as error:
        logger.warning("customer %s: Toss does not list its methods: %s", customer.pk, error)
    except Exception:
        logger.exception("customer %s: its methods cannot be listed", customer.pk)
    return None


def find(customer: Customer, method_id: object, deadline: Deadline) -> StoredMethod | Problem:
    """The method to charge: one of this very customer's, and in use."""
    found = search(customer, method_id, deadline)
    if isinstance(found, StoredMethod) and not found.is_enabled:
        return METHOD_DISABLED
    return found


def search(customer: Customer, method_id: object, deadline: Deadline) -> StoredMethod | Problem:
    """The method of that id in the customer's own list, in use or not.

    Somebody else's is as unknown as one that never was.
    """
    if not isinstance(method_id, str) or not 0 < len(method_id) <= 200:
        return METHOD_ID_INVALID
    if customer.is_guest:
        return METHOD_UNKNOWN
    for method in method_cache.get(customer) or ():
        if method.id == method_id:
            return method
    try:
        # It may have been registered a moment ago.
        listed = read(customer, deadline)
    except BrandpayError as error:
        logger.warning("customer %s: Toss does not list its methods: %s", customer.pk, error)
        return WALLET_NOT_READ
    except Unreadable:
        logger.exception("merchant %s: its secret key cannot be used", customer.merchant_id)
        return WALLET_CLOSED
    return next((method for method in listed if method.id == method_id), METHOD_UNKNOWN)


def read(
    customer: Customer, deadline: Deadline, *, counted_for: str = ""
) -> tuple[StoredMethod, ...]:
    """Ask Toss. Raises BrandpayError, or crypto.Unreadable.

    UNCERTAIN: whether an unknown customer's list is empty or an error.
    """
    if customer.is_guest:
        return ()
    if not limits.spend(1, buyer=counted_for or customer.customer_key):
        raise limits.Limited("asked for too often")
    read_at = now()
    client = merchants.client(customer.merchant)
    try:
        listed = client.methods(customer.customer_key, deadline=deadline).value
    except ApiError as error:
        if error.code != "NOT_FOUND_CUSTOMER":
            raise
        return ()
    found = stored(listed, customer.pk)
    method_cache.put(customer, found, read_at)
    return found
