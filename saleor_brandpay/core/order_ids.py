"""Order ids that can be read back to the Payment without our row (M4)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from ..models import Debtor
from .crypto import is_mac, mac

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PATTERN = re.compile(r"b([pt])-([0-9a-z]{1,25})-([0-9]{1,4})-([a-z2-7]{16})")
"""`bp`: a Payment's primary key; `bt`: a TransactionItem's token. Both in base 36."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderId:
    debtor: Debtor
    number: int


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


def make(debtor: Debtor, number: int) -> str:
    """Toss's orderId of the given attempt to pay this, the same at each call."""
    kind, named = ("p", debtor) if isinstance(debtor, int) else ("t", debtor.int)
    name = f"b{kind}-{_base36(named)}-{number}"
    return f"{name}-{mac('order id', name)}"


def read(order_id: str) -> OrderId | None:
    """What an order id of ours names; None when it is not ours."""
    match = _PATTERN.fullmatch(order_id)
    if match is None:
        return None
    name, seal = order_id.rsplit("-", 1)
    if not is_mac(seal, "order id", name):
        return None
    named = int(match[2], 36)
    debtor = named if match[1] == "p" else uuid.UUID(int=named)
    return OrderId(debtor=debtor, number=int(match[3]))
