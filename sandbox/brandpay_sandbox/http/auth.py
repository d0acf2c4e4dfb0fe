"""Basic (secret key) and Bearer (a customer's access token) authentication."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import TossError

if TYPE_CHECKING:
    from ..toss.customers import Customer
    from ..toss.merchants import KeyPair, Merchant
    from ..toss.state import State


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    credential: str
    """The secret key or access token: part of the idempotency scope."""
    merchant: Merchant
    pair: KeyPair | None = None
    customer: Customer | None = None


def basic(state: State, authorization: str) -> Caller:
    """The merchant of `Authorization: Basic base64(secretKey + ":")`."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise TossError("UNAUTHORIZED_KEY", "no Basic authorization")
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise TossError("INCORRECT_BASIC_AUTH_FORMAT", "not Base64 of text") from None
    secret, colon, password = text.partition(":")
    if not colon:
        raise TossError("INCORRECT_BASIC_AUTH_FORMAT", "no colon after the secret key")
    pair = state.keys.by_secret_key(secret)
    if pair is None or password:
        raise TossError("UNAUTHORIZED_KEY", "unknown secret key, or a password after it")
    return Caller(secret, pair.merchant, pair=pair)


def bearer(state: State, authorization: str) -> Caller:
    """The customer of `Authorization: Bearer accessToken`.

    UNCERTAIN: INVALID_ACCESS_TOKEN has been seen in client code; its status is a guess (401).
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise TossError("INVALID_ACCESS_TOKEN", "no Bearer authorization")
    customer = state.customers.by_token(token.strip())
    if customer is None or not customer.has_token(state.clock.now()):
        raise TossError("INVALID_ACCESS_TOKEN", "unknown or expired token")
    return Caller(token.strip(), customer.merchant, customer=customer)
