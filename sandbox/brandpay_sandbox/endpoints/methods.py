"""A customer's registered methods, and withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import CUSTOMER_KEY, Shape, Text
from ..toss.customers import Customer, MethodType
from .promotions import offered_to

if TYPE_CHECKING:
    from ..toss.state import State
    from .call import Call

KEY = Text(required=True, maximum=50, pattern=CUSTOMER_KEY)
BODY: Shape = {"methodKey": Text(required=True, maximum=200)}


def methods_by_token(call: Call) -> dict[str, Any]:
    return listed(call.state, call.customer)


def methods_by_customer_key(call: Call) -> dict[str, Any]:
    """UNCERTAIN: an unknown customerKey is answered with empty lists."""
    key = KEY.read("customerKey", call.params["customer_key"])
    customer = call.state.customers.get(call.merchant, key)
    return listed(call.state, customer or Customer(merchant=call.merchant, key=key))


def listed(state: State, customer: Customer) -> dict[str, Any]:
    """The answer of both lists."""
    return customer.methods_json(lambda method: offered_to(state, method))


def remove_card(call: Call) -> dict[str, Any]:
    return _remove(call, "card")


def remove_account(call: Call) -> dict[str, Any]:
    return _remove(call, "account")


def _remove(call: Call, kind: MethodType) -> dict[str, Any]:
    """Disable one of the caller's methods and answer it."""
    key = call.given["methodKey"]
    for method in call.customer.enabled(kind):
        if method.method_key == key:
            call.state.customers.disable(call.customer, method)
            return method.to_json(offered_to(call.state, method))
    owner = call.state.customers.owner_of(call.merchant, key)
    if owner is not None and owner is not call.customer:
        raise TossError("NOT_FOUND_METHOD_OWNERSHIP")
    raise TossError("NOT_FOUND_METHOD")


def remove_customer(call: Call) -> dict[str, Any]:
    """Withdraw: every method and the token are dead at once."""
    customer = call.customer
    call.state.customers.remove(customer)
    return {"customerKey": customer.key, "success": True}
