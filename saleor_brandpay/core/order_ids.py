"""Order ids that can be read back to the Payment without our row (M4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .crypto import is_mac, mac

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PATTERN = re.compile(r"bp-([0-9a-z]{1,13})-([0-9]{1,4})-([a-z2-7]{16})")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderId:
    payment_pk: int
    number: int


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


def make(payment_pk: int, number: int) -> str:
    """Toss's orderId of the given attempt of a Saleor Payment, the same at each call."""
    name = f"bp-{_base36(payment_pk)}-{number}"
    return f"{name}-{mac('order id', name)}"


def read(order_id: str) -> OrderId | None:
    """The Payment that an order id of ours names; None when it is not ours."""
    match = _PATTERN.fullmatch(order_id)
    if match is None:
        return None
    name, seal = order_id.rsplit("-", 1)
    if not is_mac(seal, "order id", name):
        return None
    return OrderId(payment_pk=int(match[1], 36), number=int(match[2]))
