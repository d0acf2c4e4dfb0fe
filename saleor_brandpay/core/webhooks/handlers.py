"""What each kind of webhook makes us look at (section 9.2 of the API's reference).

UNCERTAIN: `ENABLE` or `ENABLED`; whether the methods of who has left are told of.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeGuard

from ...api.deadline import Deadline
from ...models import Customer
from ..attempts import order_ids
from ..confirm.storefront_data import is_payment_key
from ..installation.identity import installation_id
from ..merchants.crypto import is_readable
from ..shop import Shop
from ..sync.result import SyncResult, elsewhere, settled, waiting
from ..sync.sync_attempt import sync_order_id
from ..wallet import method_cache, withdraw

logger = logging.getLogger(__name__)


def are_of_concern(event_type: str) -> bool:
    """Others are for other systems under the same MID, whatever their form: payouts, say."""
    return event_type in _HANDLERS


Handler = Callable[[dict[str, Any], Shop, Deadline], SyncResult]


def handle(event_type: str, body: dict[str, Any], shop: Shop, deadline: Deadline) -> SyncResult:
    """Read back what an event hints at. Settled: it needs nothing more.

    UNCERTAIN: whether test keys send webhooks, and whether a Brandpay payment has a `secret`.
    """
    handler = _HANDLERS.get(event_type)
    if handler is None:
        return settled("of no concern to Brandpay")
    return handler(body["data"], shop, deadline)


def _payment(data: dict[str, Any], shop: Shop, deadline: Deadline) -> SyncResult:
    order_id = data.get("orderId")
    if not _is_name(order_id):
        return settled("it names no order id")
    key = data.get("paymentKey")
    result = sync_order_id(order_id, shop, deadline, key if is_payment_key(key) else "")
    if result is not None:
        return result
    if order_ids.installation_of(order_id) != installation_id():
        return settled("not a payment of this shop")
    # No money moves before its row is committed: this one was lost, with a backup say (M4).
    logger.warning("a webhook tells of %s, made by this installation, without a row", order_id)
    return settled("a payment of ours that is not recorded here: see brandpay_lost")


def _method(data: dict[str, Any], _shop: Shop, _deadline: Deadline) -> SyncResult:
    customer = _customer(data)
    if customer is None:
        return settled("not a customer of this shop")
    # Whatever the status says, ENABLE, ENABLED or another: what is kept of the list is stale.
    method_cache.changed(customer)
    return settled("the customer's methods will be read anew")


def _customer_status(data: dict[str, Any], _shop: Shop, deadline: Deadline) -> SyncResult:
    customer = _customer(data)
    if customer is None:
        return settled("not a customer of this shop")
    if data.get("status") != "REMOVED":
        return settled("nothing of ours changes")
    if customer.is_guest:
        return settled("nothing is kept of a guest")
    method_cache.changed(customer)
    if customer.access_token and not is_readable(customer.access_token):
        return elsewhere("the customer's token")
    left = withdraw.has_withdrawn(customer, deadline)
    if left is None:
        return waiting("Toss could not be asked")
    if left:
        return settled("withdrawn at Toss; the tokens are erased")
    return settled("Toss still knows this customer: nothing is changed")


def _is_name(text: object) -> TypeGuard[str]:
    """Whether it may be asked the database for, which takes no NUL."""
    return isinstance(text, str) and 0 < len(text) <= 64 and text.isascii() and text.isprintable()


def _customer(data: dict[str, Any]) -> Customer | None:
    key = data.get("customerKey")
    if not _is_name(key):
        return None
    return (
        Customer.objects.select_related("merchant__current_secret", "merchant__installation")
        .filter(customer_key=key)
        .first()
    )


_HANDLERS: dict[str, Handler] = {
    "PAYMENT_STATUS_CHANGED": _payment,
    "METHOD_UPDATED": _method,
    "CUSTOMER_STATUS_CHANGED": _customer_status,
}
