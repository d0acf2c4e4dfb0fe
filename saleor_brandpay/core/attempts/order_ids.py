"""Order ids that can be read back to the Payment without our row (M4)."""

from __future__ import annotations

import hmac
import re
import uuid
from dataclasses import dataclass

from ...models import PaymentReference
from ..merchants.crypto import macs

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PATTERN = re.compile(r"b([pt])-([0-9a-z]{1,25})-([0-9]{1,4})-([a-z2-7]{16})")
"""`bp`: a Payment's primary key; `bt`: a TransactionItem's token. Both in base 36."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderId:
    reference: PaymentReference
    number: int


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


def make(reference: PaymentReference, number: int) -> str:
    """Toss's orderId of the given attempt to pay this, the same at each call."""
    return every(reference, number)[0]


def every(reference: PaymentReference, number: int) -> list[str]:
    """The same under each encryption key that there is or was: the first is the one in force."""
    if reference.transaction_token is not None:
        name = f"bt-{_base36(reference.transaction_token.int)}-{number}"
    else:
        name = f"bp-{_base36(reference.payment_pk or 0)}-{number}"
    return [f"{name}-{seal}" for seal in macs("order id", name)]


def looks_ours(order_id: str) -> bool:
    """Whether it has our form; `read` tells whether we made it."""
    return _PATTERN.fullmatch(order_id) is not None


def read(order_id: str) -> OrderId | None:
    """What an order id of ours names; None when it is not ours."""
    match = _PATTERN.fullmatch(order_id)
    if match is None:
        return None
    name, seal = order_id.rsplit("-", 1)
    if not any(hmac.compare_digest(seal, one) for one in macs("order id", name)):
        return None
    named = int(match[2], 36)
    is_payment = match[1] == "p"
    return OrderId(
        reference=PaymentReference.payment(named)
        if is_payment
        else PaymentReference.transaction(uuid.UUID(int=named)),
        number=int(match[3]),
    )
