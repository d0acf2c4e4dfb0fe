"""The sandbox's switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Delivery = Literal["manual", "auto"]
BILLING_AUTH = True
"""Whether auto payments need the buyer's agreement, unless a test says otherwise."""


@dataclass(slots=True)
class Settings:
    extra_fields: bool = False
    """Put a field into every answer that no client knows."""
    partial_cancelable: bool = True
    """`isPartialCancelable` of payments opened from now on."""
    one_touch: bool = False
    """The merchants' contract for one-touch payments (`changeOneTouchPay` needs it)."""
    billing_auth: bool = BILLING_AUTH
    """Auto payments need the buyer's agreement (`requestBillingAuth`, or the terms of BILLING)."""
    requests_per_minute: int | None = None
    """Calls of one API that test keys may make in a minute; the next is a 429. None: any number."""
    redirect_urls: tuple[str, ...] | None = None
    """The redirect URLs registered in the Developer Center; None: any will do."""
    cancel_rows: bool = True
    """`GET /v1/transactions` has a row for each cancel."""
    webhooks: Delivery = "manual"
    """Events are sent when a test asks for it, or by themselves."""
    same_transmission_id: bool = True
    """A retried webhook keeps its transmission id (UNCERTAIN)."""
    method_enable: bool = False
    """METHOD_UPDATED says `ENABLE`, as in Toss's example, instead of `ENABLED` (UNCERTAIN)."""
    auto_payment_webhooks: bool = False
    """The approval of a payment without a window is told too (UNCERTAIN)."""
