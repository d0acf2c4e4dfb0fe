"""Registering a method: what opens Toss's window, and what comes back from it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...api.deadline import Deadline
from ...api.errors import BrandpayError
from ...conf import conf
from ...core.merchants import merchants
from ...core.messages import problems, wallet_problems
from ...core.messages.problem import Problem
from ...core.wallet import customers, list_methods, method_cache, token_exchange, token_store
from ...core.wallet.token_exchange import Exchange
from ...models import Customer
from . import users

if TYPE_CHECKING:
    from ..configuration.gateway import Gateway

logger = logging.getLogger(__name__)

_EXCHANGED = {
    Exchange.BAD_REQUEST: wallet_problems.BAD_DATA,
    Exchange.UNKNOWN_CUSTOMER: wallet_problems.NOT_OWNER,
    Exchange.ENDED: wallet_problems.NOT_OWNER,
    Exchange.REFUSED: wallet_problems.CODE_REFUSED,
    Exchange.TOO_MANY: wallet_problems.WALLET_NOT_READ,
    Exchange.FROZEN: problems.FROZEN,
    Exchange.FAILED: wallet_problems.WALLET_NOT_READ,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The buyer has to use Toss's window: what the SDK is opened with."""

    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    method_id: str | None
    """Toss's id of the default method; None when only the tokens came."""


Outcome = Registered | Window | Problem


def closed(gateway: Gateway) -> Problem | None:
    """Why nobody's methods are served in this channel now."""
    if not gateway.active:
        return problems.NOT_ACTIVE
    return None if gateway.keys.complete else wallet_problems.WALLET_CLOSED


def window(gateway: Gateway, user_pk: int, data: object) -> Window | Problem:
    """What opens the window to register a method in. `data` of the storefront: an object or none.

    It holds the customer key: for its owner, or an app that may impersonate (M11).
    """
    problem = _refused(gateway, user_pk, data)
    if problem:
        return problem
    merchant = gateway.merchant()
    if merchants.is_frozen(merchant):
        return problems.FROZEN
    return _window(gateway, customers.of_user(merchant, user_pk))


def process(gateway: Gateway, user_pk: int, data: object) -> Outcome:
    """What the window came to.

    With a `code` and its `customerKey`, as the redirect URL got them: exchanged for the tokens.
    With nothing: the window is closed, and the list is read anew.
    """
    problem = _refused(gateway, user_pk, data)
    if problem:
        return problem
    deadline = Deadline.after(conf.deadline)
    if isinstance(data, Mapping) and data:
        return _exchanged(user_pk, data, deadline)
    merchant = gateway.merchant()
    if merchants.is_frozen(merchant):
        return problems.FROZEN
    return _looked(gateway, customers.of_user(merchant, user_pk), deadline)


def exchange(customer_key: str, code: str, deadline: Deadline, address: str = "") -> Exchange:
    """Exchange a code wherever it arrived, at our callback or by the shop's own page."""
    result = token_exchange.exchange(customer_key, code, deadline, address)
    if result is Exchange.DONE:
        try:
            users.mark(customer_key)
        except Exception:
            # Only Saleor's older list of sources misses it; the next code brings it.
            logger.exception("a user's stored payment sources could not be made known to Saleor")
    return result


def _refused(gateway: Gateway, user_pk: int, data: object) -> Problem | None:
    if data is not None and not isinstance(data, Mapping):
        return wallet_problems.BAD_DATA
    return closed(gateway) or (None if gateway.key_for(user_pk) else wallet_problems.NOT_OWNER)


def _window(gateway: Gateway, customer: Customer) -> Window:
    return Window(
        data={
            "sdkUrl": conf.sdk_url,
            "clientKey": customer.merchant.client_key,
            "customerKey": customer.customer_key,
            "redirectUrl": gateway.callback,
        }
    )


def _exchanged(user_pk: int, data: Mapping[str, Any], deadline: Deadline) -> Outcome:
    key, code = data.get("customerKey"), data.get("code")
    if not isinstance(key, str) or not isinstance(code, str) or "\0" in key:
        return wallet_problems.BAD_DATA
    if not Customer.objects.filter(customer_key=key, user_pk=user_pk).exists():
        return wallet_problems.NOT_OWNER
    result = exchange(key, code, deadline)
    return Registered(method_id=None) if result is Exchange.DONE else _EXCHANGED[result]


def _looked(gateway: Gateway, customer: Customer, deadline: Deadline) -> Outcome:
    method_cache.changed(customer)
    try:
        methods = list_methods.read(customer, deadline)
    except BrandpayError as error:
        logger.warning("customer %s: Toss does not list its methods: %s", customer.pk, error)
        return wallet_problems.WALLET_NOT_READ
    usable = [method for method in methods if method.is_enabled]
    if not usable or not token_store.has(customer):
        return _window(gateway, customer)
    return Registered(method_id=usable[0].id)
