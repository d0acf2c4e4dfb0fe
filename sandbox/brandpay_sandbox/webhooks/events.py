"""What webhooks tell: the types of events, and the envelope around each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..toss.clock import KST

if TYPE_CHECKING:
    from datetime import datetime

    from ..toss.merchants import Merchant

PAYMENT = "PAYMENT_STATUS_CHANGED"
METHOD = "METHOD_UPDATED"
CUSTOMER = "CUSTOMER_STATUS_CHANGED"
TYPES = (PAYMENT, METHOD, CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that a merchant is to be told."""

    merchant: Merchant
    type: str
    at: datetime
    data: dict[str, Any]

    @property
    def status(self) -> str:
        return str(self.data["status"])

    @property
    def order_id(self) -> str | None:
        return self.data.get("orderId")

    @property
    def payment_key(self) -> str | None:
        return self.data.get("paymentKey")

    def envelope(self) -> dict[str, Any]:
        return {"eventType": self.type, "createdAt": created_at(self.at), "data": self.data}

    def body(self) -> bytes:
        text = json.dumps(self.envelope(), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def created_at(at: datetime) -> str:
    """Korean time in microseconds, without its offset."""
    return at.astimezone(KST).replace(tzinfo=None).isoformat(timespec="microseconds")
