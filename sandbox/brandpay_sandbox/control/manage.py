"""Plays what a customer does on the pages of his own: methods, password, one-touch, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..endpoints.methods import listed
from ..endpoints.terms import BILLING
from ..toss import passwords
from ..toss.window import checked_customer_key, known_pair
from .fields import Body, NotFoundError, choice, only, optional_text, text

if TYPE_CHECKING:
    from ..toss.customers import Customer, Method
    from ..toss.state import State

ACTIONS = (
    "remove_method",
    "rename_method",
    "change_password",
    "one_touch_on",
    "one_touch_off",
    "agree_billing",
    "withdraw",
)


def manage(state: State, body: Body) -> Body:
    """Carry out `action`; raises SdkError or ValueError. Answers the customer's method lists."""
    only(body, "clientKey", "customerKey", "action", "methodKey", "alias", "password")
    pair = known_pair(state.keys, body.get("clientKey"))
    key = checked_customer_key(body.get("customerKey"))
    customer = state.customers.get(pair.merchant, key)
    if customer is None:
        raise NotFoundError("no such customer")
    text(body, "action")
    action = choice(body, "action", *ACTIONS)
    customers = state.customers
    if action == "remove_method":
        customers.disable(customer, _method(customer, body))
    elif action == "rename_method":
        customers.rename(customer, _method(customer, body), text(body, "alias"))
    elif action == "change_password":
        if not passwords.is_password(body.get("password")):
            raise ValueError("password must be six digits")
        customers.set_password(customer, body["password"])
    elif action == "agree_billing":
        customer.agreed_terms |= BILLING
    elif action == "withdraw":
        customers.remove(customer)
        return {}
    else:
        customers.set_one_touch(customer, action == "one_touch_on")
    return listed(state, customer)


def _method(customer: Customer, body: Body) -> Method:
    """The one of `methodKey`, else the newest."""
    key = optional_text(body, "methodKey")
    found = [one for one in customer.methods if one.enabled and key in {None, one.method_key}]
    if not found:
        raise NotFoundError("the customer has no such method")
    return found[-1]
