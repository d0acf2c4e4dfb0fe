"""The calls about customers: terms, tokens, registered methods, membership (sections 2 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saleor_brandpay.api import checks, fields
from saleor_brandpay.api.answer import Parser
from saleor_brandpay.api.methods import AccountMethod, CardMethod, PaymentMethods
from saleor_brandpay.api.secret import Secret
from saleor_brandpay.api.terms import terms
from saleor_brandpay.api.token import AccessToken
from saleor_brandpay.api.withdrawal import Withdrawal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saleor_brandpay.api.answer import Answer
    from saleor_brandpay.api.caller import Caller
    from saleor_brandpay.api.deadline import Deadline
    from saleor_brandpay.api.terms import Scope, Terms
    from saleor_brandpay.api.token import CustomerIdentity

_TOKEN_PATH = "/v1/brandpay/authorizations/access-token"  # noqa: S105
_METHODS_PATH = "/v1/brandpay/payments/methods"
_TERMS_PATH = "/v1/brandpay/terms"


class CustomerCalls:
    """The part of `BrandpayClient` that is about customers."""

    _caller: Caller

    def terms(
        self, customer_key: Secret | str, *scopes: Scope, deadline: Deadline
    ) -> Answer[tuple[Terms, ...]]:
        """The terms of one scope, or of two of different kinds, and which are agreed to.

        Only for shops with pages of their own: the SDK's windows ask for what they need.

        UNCERTAIN: how two scopes are written (repeated, or a comma list), and which kind BILLING
        is.
        """
        query: dict[str, Secret | Sequence[str]] = {
            "customerKey": checks.customer_key(Secret.of(customer_key)),
            "scope": checks.scopes(scopes),
        }
        return self._caller.get(_TERMS_PATH, _TERMS, query=query, deadline=deadline)

    def agree_to_terms(
        self,
        customer_key: Secret | str,
        *scopes: Scope,
        terms_ids: Sequence[int],
        idempotency_key: str | None = None,
        deadline: Deadline,
    ) -> Answer[Secret]:
        """The customer agrees, in his own act; the code is for `exchange_code`."""
        body: dict[str, object] = {
            "customerKey": checks.customer_key(Secret.of(customer_key)),
            "scope": checks.scopes(scopes),
            "termsId": list(terms_ids),
        }
        return self._caller.post(
            f"{_TERMS_PATH}/agree",
            _AGREED,
            body=body,
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def exchange_code(
        self,
        *,
        customer_key: Secret | str,
        code: Secret | str,
        customer_identity: CustomerIdentity | None = None,
        deadline: Deadline,
    ) -> Answer[AccessToken]:
        """A token for the code that the callback got. A code works once: never repeated."""
        customer_key, code = checks.customer_key(Secret.of(customer_key)), Secret.of(code)
        body: dict[str, object] = {"grantType": "AuthorizationCode"}
        body |= {"customerKey": customer_key, "code": code}
        if customer_identity is not None:
            body["customerIdentity"] = customer_identity
        return self._caller.post(_TOKEN_PATH, _TOKEN, body=body, deadline=deadline)

    def refresh_access_token(
        self,
        *,
        customer_key: Secret | str,
        refresh_token: Secret,
        idempotency_key: str | None = None,
        deadline: Deadline,
    ) -> Answer[AccessToken]:
        """New tokens for old ones; both old ones die.

        An answer that is lost is lost with the new tokens, unless the same idempotency key asks
        for it again.
        """
        customer_key = checks.customer_key(Secret.of(customer_key))
        body = {
            "grantType": "RefreshToken",
            "customerKey": customer_key,
            "refreshToken": Secret.of(refresh_token),
        }
        return self._caller.post(
            _TOKEN_PATH, _TOKEN, body=body, idempotency_key=idempotency_key, deadline=deadline
        )

    def methods(self, customer_key: Secret | str, *, deadline: Deadline) -> Answer[PaymentMethods]:
        """A customer's cards and accounts, asked with the merchant's key."""
        customer_key = checks.customer_key(Secret.of(customer_key))
        return self._caller.get(
            f"{_METHODS_PATH}/{{customerKey}}",
            _METHODS,
            named={"customerKey": customer_key},
            deadline=deadline,
        )

    def methods_by_token(
        self, access_token: Secret, *, deadline: Deadline
    ) -> Answer[PaymentMethods]:
        """A customer's cards and accounts, asked with the customer's own token."""
        token = Secret.of(access_token)
        return self._caller.get(_METHODS_PATH, _METHODS, token=token, deadline=deadline)

    def remove_card(
        self,
        method_key: Secret | str,
        access_token: Secret,
        *,
        idempotency_key: str | None = None,
        deadline: Deadline,
    ) -> Answer[CardMethod]:
        """Remove a card of the token's customer; answers it as it is now, disabled.

        An idempotency key lets the call survive a dead pooled connection. One key stands for one
        removal: after 15 days of replays a card registered anew would be left where it is.
        """
        return self._caller.post(
            f"{_METHODS_PATH}/card/remove",
            _CARD,
            body={"methodKey": checks.method_key(Secret.of(method_key))},
            token=Secret.of(access_token),
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def remove_account(
        self,
        method_key: Secret | str,
        access_token: Secret,
        *,
        idempotency_key: str | None = None,
        deadline: Deadline,
    ) -> Answer[AccountMethod]:
        """Remove a bank account of the token's customer, like `remove_card`."""
        return self._caller.post(
            f"{_METHODS_PATH}/account/remove",
            _ACCOUNT,
            body={"methodKey": checks.method_key(Secret.of(method_key))},
            token=Secret.of(access_token),
            idempotency_key=idempotency_key,
            deadline=deadline,
        )

    def remove_customer(
        self, access_token: Secret, *, idempotency_key: str | None = None, deadline: Deadline
    ) -> Answer[Withdrawal]:
        """Withdraw the token's customer: every method and the token are dead at once."""
        return self._caller.post(
            "/v1/brandpay/customers/remove",
            _WITHDRAWAL,
            body=None,
            token=Secret.of(access_token),
            idempotency_key=idempotency_key,
            deadline=deadline,
        )


def _code(data: dict[str, Any]) -> Secret:
    return fields.required_secret(data, "code")


_TERMS = Parser(terms, shape=list)
_AGREED = Parser(_code)
_TOKEN = Parser(AccessToken.parse)
_METHODS = Parser(PaymentMethods.parse)
_CARD = Parser(CardMethod.parse)
_ACCOUNT = Parser(AccountMethod.parse)
_WITHDRAWAL = Parser(Withdrawal.parse)
