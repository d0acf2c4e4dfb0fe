"""POST /v1/brandpay/authorizations/access-token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..http.validation import CUSTOMER_KEY, Object, Shape, Text, invalid
from ..toss.customers import TOKEN_LIFETIME

if TYPE_CHECKING:
    from .call import Call

GRANTS = ("AuthorizationCode", "RefreshToken")
BODY: Shape = {
    "customerKey": Text(required=True, maximum=50, pattern=CUSTOMER_KEY),
    "grantType": Text(required=True, maximum=50, choices=GRANTS),
    "code": Text(maximum=300),
    "refreshToken": Text(maximum=300),
    "customerIdentity": Object(
        fields={
            "ci": Text(maximum=300),
            "mobilePhone": Text(maximum=300),
            "name": Text(maximum=300),
            "rrn": Text(maximum=300, pattern=re.compile(r"[0-9]{7}")),
        }
    ),
}


def access_token(call: Call) -> dict[str, Any]:
    """Both grants.

    AuthorizationCode extends an existing customer's token and keeps its value; RefreshToken
    replaces both tokens. UNCERTAIN: no source gives the error code for a bad, used or expired
    `code` or refresh token (INVALID_REQUEST here), and a refresh token has no end here.
    """
    given = call.given
    key, renew = given["customerKey"], given["grantType"] == "RefreshToken"
    needed = "refreshToken" if renew else "code"
    if not given[needed]:
        raise invalid(f"{needed} is required")
    if renew:
        customer = call.state.customers.get(call.merchant, key)
        if customer is None or customer.refresh_token != given["refreshToken"]:
            raise invalid("refreshToken is not this customer's")
    else:
        customer = call.state.customers.take_code(given["code"], call.merchant, key, call.now)
        if customer is None:
            raise invalid("code is unknown, used, expired or another customer's")
    call.state.customers.grant(customer, call.now, renew=renew)
    identity = given["customerIdentity"]
    customer.identified |= identity is not None and all(identity.values())
    return {
        "accessToken": customer.access_token,
        "refreshToken": customer.refresh_token,
        "tokenType": "bearer",
        "expiresIn": int(TOKEN_LIFETIME.total_seconds()),
    }
