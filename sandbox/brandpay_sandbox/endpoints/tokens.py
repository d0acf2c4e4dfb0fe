"""POST /v1/brandpay/authorizations/access-token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..http.validation import CUSTOMER_KEY, Fields, invalid
from ..toss.customers import TOKEN_LIFETIME

if TYPE_CHECKING:
    from .call import Call

IDENTITY = ("ci", "mobilePhone", "name", "rrn")


def access_token(call: Call) -> dict[str, Any]:
    """Both grants.

    AuthorizationCode extends an existing customer's token and keeps its value; RefreshToken
    replaces both tokens. UNCERTAIN: no source gives the error code for a bad, used or expired
    `code` or refresh token (INVALID_REQUEST here), and a refresh token has no end here.
    """
    fields = call.fields
    customer_key = fields.text("customerKey", 50, pattern=CUSTOMER_KEY)
    grant_type = fields.text("grantType", 50)
    identified = _fully_identified(fields)
    if grant_type == "AuthorizationCode":
        code = fields.text("code", 300)
        customer = call.state.customers.take_code(code, call.merchant, customer_key, call.now)
        if customer is None:
            raise invalid("code is unknown, used, expired or another customer's")
    elif grant_type == "RefreshToken":
        token = fields.text("refreshToken", 300)
        customer = call.state.customers.get(call.merchant, customer_key)
        if customer is None or customer.refresh_token != token:
            raise invalid("refreshToken is not this customer's")
    else:
        raise invalid("grantType must be AuthorizationCode or RefreshToken")
    call.state.customers.grant(customer, call.now, renew=grant_type == "RefreshToken")
    customer.identified |= identified
    return {
        "accessToken": customer.access_token,
        "refreshToken": customer.refresh_token,
        "tokenType": "bearer",
        "expiresIn": int(TOKEN_LIFETIME.total_seconds()),
    }


def _fully_identified(fields: Fields) -> bool:
    identity = fields.optional_object("customerIdentity")
    if identity is None:
        return False
    given = Fields(identity)
    values = [given.optional_text(name, 300) for name in IDENTITY]
    rrn = values[-1]
    if rrn and re.fullmatch(r"\d{7}", rrn, re.ASCII) is None:
        raise invalid("customerIdentity.rrn must be 7 digits")
    return all(values)
