"""What each kind of webhook makes us look at (section 9.2 of the API's reference)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeGuard

from ..api.deadline import Deadline
from ..api.errors import BrandpayError, NotFound, Refused
from ..clock import now
from ..models import Attempt, Customer
from . import merchants, order_ids
from .crypto import Unreadable, decrypt
from .desk import Office
from .followed import Followed, settled, stuck, waiting
from .following import follow
from .window import is_payment_key

logger = logging.getLogger(__name__)

Reaction = Callable[[dict[str, Any], Office, Deadline], Followed]


def react(event_type: str, body: dict[str, Any], office: Office, deadline: Deadline) -> Followed:
    """Read back what an event hints at. Settled: it needs nothing more."""
    reaction = _REACTIONS.get(event_type)
    if reaction is None:
        return settled("of no concern to Brandpay")
    return reaction(body["data"], office, deadline)


def _payment(data: dict[str, Any], office: Office, deadline: Deadline) -> Followed:
    order_id = data.get("orderId")
    if not _is_name(order_id):
        return settled("it names no order id")
    attempt = Attempt.objects.filter(order_id=order_id).first()
    if attempt is not None:
        key = data.get("paymentKey")
        return follow(attempt.pk, office, deadline, payment_key=key if is_payment_key(key) else "")
    if order_ids.read(order_id) is None:
        return settled("not a payment of this shop")
    # The transaction that made it may not be committed yet, or a backup was restored.
    return waiting("a payment of ours that is not recorded here")


def _method(data: dict[str, Any], _office: Office, _deadline: Deadline) -> Followed:
    customer = _customer(data)
    if customer is None:
        return settled("not a customer of this shop")
    # Whatever the status says, ENABLE, ENABLED or another: what is kept of the list is stale.
    Customer.objects.filter(pk=customer.pk).update(methods_changed_at=now())
    return settled("the customer's methods will be read anew")


def _customer_status(data: dict[str, Any], _office: Office, deadline: Deadline) -> Followed:
    customer = _customer(data)
    if customer is None:
        return settled("not a customer of this shop")
    if data.get("status") != "REMOVED":
        return settled("nothing of ours changes")
    if not customer.access_token:
        Customer.objects.filter(pk=customer.pk).update(methods_changed_at=now())
        return settled("no tokens are kept of this customer")
    return _if_removed(customer, deadline)


def _if_removed(customer: Customer, deadline: Deadline) -> Followed:
    """Only Toss's refusal of the customer's own token proves the withdrawal."""
    expires = customer.token_expires_at
    if expires is not None and expires <= now():
        return settled("the token that is kept has expired: it proves nothing")
    try:
        token = decrypt(customer.access_token)
        merchants.client(customer.merchant).methods_by_token(token, deadline=deadline)
    except (Refused, NotFound) as error:
        # Not those that the callback has brought while Toss was asked.
        Customer.objects.filter(pk=customer.pk, access_token=customer.access_token).update(
            access_token="",
            refresh_token="",
            token_expires_at=None,
            methods_changed_at=now(),
            withdrawn_at=now(),
        )
        return settled(f"withdrawn at Toss ({error.code}); the tokens are erased")
    except BrandpayError as error:
        return waiting(f"Toss could not be asked ({error.code})")
    except Unreadable:
        return stuck("the customer's token cannot be decrypted")
    return settled("Toss still knows this customer: nothing is changed")


def _is_name(text: object) -> TypeGuard[str]:
    """Whether it may be asked the database for, which takes no NUL."""
    return isinstance(text, str) and 0 < len(text) <= 64 and text.isascii() and text.isprintable()


def _customer(data: dict[str, Any]) -> Customer | None:
    key = data.get("customerKey")
    if not _is_name(key):
        return None
    return (
        Customer.objects.select_related("merchant__current_secret").filter(customer_key=key).first()
    )


_REACTIONS: dict[str, Reaction] = {
    "PAYMENT_STATUS_CHANGED": _payment,
    "METHOD_UPDATED": _method,
    "CUSTOMER_STATUS_CHANGED": _customer_status,
}
