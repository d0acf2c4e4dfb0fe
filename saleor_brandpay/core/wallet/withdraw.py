"""Giving up a wallet: withdrawn at Toss first, then nothing of it is kept here."""

from __future__ import annotations

import logging
import uuid
from enum import Enum

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import ApiError, BrandpayError, MalformedAnswer
from ...api.secret import Secret
from ...models import Customer
from ..merchants import merchants
from ..merchants.crypto import Unreadable
from ..messages.problem import Problem
from ..messages.wallet_problems import TOKEN_NEEDED
from . import token_store
from .token_access import is_token_refused, with_token

logger = logging.getLogger(__name__)


class WithdrawOutcome(Enum):
    """What has become of a withdrawal."""

    DONE = "done"
    """Toss has nothing of this customer, and nor have we."""
    LATER = "later"
    """Not known, or not possible now: call again."""
    ONLY_BY_CUSTOMER = "only by customer"
    """Methods are left at Toss, and we hold no token that it accepts: it takes the customer."""


def withdraw(customer: Customer, deadline: Deadline) -> WithdrawOutcome:
    """Withdraw a customer at Toss and erase the tokens. Called again, it goes on where it was."""
    try:
        if customer.withdrawn_at is not None and token_store.read(customer) is None:
            return WithdrawOutcome.DONE
        return _withdraw(customer, merchants.client(customer.merchant), deadline)
    except Unreadable:
        logger.warning("customer %s: not this process's to withdraw", customer.pk, exc_info=True)
        return WithdrawOutcome.LATER


def has_withdrawn(customer: Customer, deadline: Deadline) -> bool | None:
    """Whether a customer has left Toss, as somebody says; None when it cannot be asked.

    Left: the tokens are erased. A token that has merely ended is refreshed and proves the
    contrary, and so does a method that Toss still lists.

    UNCERTAIN: what the token of a customer who has left is answered.
    """
    try:
        client = merchants.client(customer.merchant)
        known = with_token(
            customer,
            client,
            deadline,
            lambda token: client.methods_by_token(token, deadline=deadline),
        )
    except (BrandpayError, Unreadable) as error:
        logger.warning("customer %s: Toss cannot be asked about it: %s", customer.pk, error)
        return None
    if not isinstance(known, Problem):
        return False
    left = _has_nothing(customer, client, deadline) if known == TOKEN_NEEDED else None
    if left:
        token_store.withdrawn(customer, None)
    return left


def _withdraw(customer: Customer, client: BrandpayClient, deadline: Deadline) -> WithdrawOutcome:
    tried: list[Secret] = []

    def send(token: Secret) -> bool:
        tried.append(token)
        return _send(customer, client, token, deadline)

    try:
        left = with_token(customer, client, deadline, send)
    except BrandpayError as error:
        logger.warning("customer %s: not seen to be withdrawn: %s", customer.pk, error)
        left = error.is_unknown and _is_gone(customer, client, tried[-1], deadline)
    if left is True:
        token_store.withdrawn(customer, tried[-1])
        return WithdrawOutcome.DONE
    if left != TOKEN_NEEDED:
        return WithdrawOutcome.LATER
    nothing = _has_nothing(customer, client, deadline)
    if nothing:
        token_store.withdrawn(customer, None)
        return WithdrawOutcome.DONE
    if nothing is None:
        return WithdrawOutcome.LATER
    logger.warning(
        "customer %s: methods are left at Toss, and only the customer can remove them there",
        customer.pk,
    )
    return WithdrawOutcome.ONLY_BY_CUSTOMER


def _send(customer: Customer, client: BrandpayClient, token: Secret, deadline: Deadline) -> bool:
    answer = client.remove_customer(
        token, idempotency_key=f"leave:{uuid.uuid4()}", deadline=deadline
    ).value
    if answer.success and answer.customer_key == Secret(customer.customer_key):
        return True
    logger.error("customer %s: Toss answered the withdrawal of %s", customer.pk, answer)
    return False


def _is_gone(customer: Customer, client: BrandpayClient, token: Secret, deadline: Deadline) -> bool:
    """Whether a withdrawal whose answer was lost has been carried out."""
    try:
        client.methods_by_token(token, deadline=deadline)
    except (ApiError, MalformedAnswer) as error:
        refused = is_token_refused(error)
        return refused and _has_nothing(customer, client, deadline) is True
    except BrandpayError:
        pass
    return False


def _has_nothing(customer: Customer, client: BrandpayClient, deadline: Deadline) -> bool | None:
    """Whether Toss lists no method of the customer to the shop; None when it does not say."""
    try:
        listed = client.methods(customer.customer_key, deadline=deadline).value
    except BrandpayError as error:
        if error.code == "NOT_FOUND_CUSTOMER":
            return True
        logger.warning("customer %s: Toss does not list its methods: %s", customer.pk, error)
        return None
    return not listed.cards and not listed.accounts
