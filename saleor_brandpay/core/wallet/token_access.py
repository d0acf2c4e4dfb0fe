"""The customer's own token, for the few calls that Toss takes from nobody else.

A refresh kills both old tokens. Its idempotency key is made of the old refresh token: two hosts
at once, and one whose answer was lost, are answered with the same new pair (M3).
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.error_codes import Kind, kind_of
from ...api.errors import ApiError, BrandpayError, InProgress, MalformedAnswer, Refused
from ...api.secret import Secret
from ...clock import now
from ...models import Customer
from ..merchants.crypto import fingerprint
from ..messages.problem import Problem
from ..messages.wallet_problems import TOKEN_NEEDED, WALLET_NOT_READ
from . import token_store
from .token_store import Pair

logger = logging.getLogger(__name__)

T = TypeVar("T")

MARGIN = datetime.timedelta(minutes=1)
"""A token that ends sooner is refreshed before it is used."""
MAX_STEPS = 4
"""Idempotency keys of one refresh; each step before was put off by Toss, and is replayed."""
LOOKS, PAUSE = 20, 0.05
"""How often, and after how many seconds, to look for the pair of another host's refresh."""
_DEAD = ("INVALID_ACCESS_TOKEN", "NOT_FOUND_CUSTOMER", "FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER")


def with_token(
    customer: Customer, client: BrandpayClient, deadline: Deadline, call: Callable[[Secret], T]
) -> T | Problem:
    """Call Toss with the customer's token, and once more with a refreshed one if it is refused.

    Refused again, our tokens are erased and the customer is told how to get new ones. Raises the
    BrandpayError of a call that failed in any other way.
    """
    refused: Secret | None = None
    is_told = False
    for _ in range(2):
        token = access(customer, client, deadline, refused=refused)
        if isinstance(token, Problem):
            return token
        try:
            return call(token)
        except (ApiError, MalformedAnswer) as error:
            if not is_token_refused(error):
                raise
            logger.warning("customer %s: Toss refused its token: %s", customer.pk, error)
            refused, is_told = token, bool(error.code)
    left = token_store.read(customer)
    # A 401 without a code may be a gateway's: it is tried anew, and erases nothing.
    if is_told and left and left.access == refused:
        token_store.erase(customer, left)
    return TOKEN_NEEDED


def access(
    customer: Customer,
    client: BrandpayClient,
    deadline: Deadline,
    *,
    refused: Secret | None = None,
) -> Secret | Problem:
    """The customer's access token, refreshed if it has ended or is the one just `refused`."""
    pair = token_store.read(customer)
    if pair is None:
        return TOKEN_NEEDED
    ends = pair.expires_at
    if pair.access != refused and ends is not None and ends - now() > MARGIN:
        return pair.access
    return _refresh(customer, pair, client, deadline)


def is_token_refused(error: ApiError | MalformedAnswer) -> bool:
    """Whether a call with a customer's token was refused for the token's sake.

    UNCERTAIN: the life of refresh tokens, and the status of a refused one.
    """
    return error.code in _DEAD or error.http_status == 401


def _refresh(
    customer: Customer, pair: Pair, client: BrandpayClient, deadline: Deadline
) -> Secret | Problem:
    identity = fingerprint(Secret(f"{customer.customer_key}\0{pair.refresh.reveal()}"))
    for step in range(MAX_STEPS):
        try:
            answer = client.refresh_access_token(
                customer_key=customer.customer_key,
                refresh_token=pair.refresh,
                idempotency_key=f"refresh:{identity}:{step}",
                deadline=deadline,
            )
        except BrandpayError as error:
            if isinstance(error, InProgress) or _is_dead(error):
                return _other_hosts(customer, pair, error, deadline)
            logger.warning("customer %s: its token cannot be refreshed: %s", customer.pk, error)
            if not error.replayed:
                return WALLET_NOT_READ
        else:
            return token_store.refreshed(customer, pair, answer.value)
    return WALLET_NOT_READ


def _is_dead(error: BrandpayError) -> bool:
    return isinstance(error, Refused) and kind_of(error.code) is not Kind.CONFIGURATION


def _other_hosts(
    customer: Customer, pair: Pair, error: BrandpayError, deadline: Deadline
) -> Secret | Problem:
    """The pair that somebody else was granted in our place; without one, ours is dead."""
    for _ in range(LOOKS):
        found = token_store.read(customer)
        if found is None:
            return TOKEN_NEEDED
        if found.refresh != pair.refresh:
            return found.access
        if deadline.expired:
            break
        time.sleep(PAUSE)
    if not _is_dead(error):
        return WALLET_NOT_READ
    logger.warning("customer %s: its tokens are erased, Toss refused them: %s", customer.pk, error)
    token_store.erase(customer, pair)
    return TOKEN_NEEDED
