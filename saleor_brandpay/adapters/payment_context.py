"""One call of a storefront, as the core wants to know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api.deadline import Deadline
from ..conf import conf
from ..core.attempts.source import Debt
from ..core.confirm.context import PaymentContext
from ..core.confirm.rules import Rules
from ..core.confirm.storefront_data import StorefrontData
from . import urls
from .configuration.gateway import Gateway
from .source_details import SourceDetails

_LONGEST_EMAIL = 100
"""Toss's limit. A part of an address is somebody else's: a longer one is left out."""


def payment_context(
    gateway: Gateway,
    source: SourceDetails,
    amount: int,
    rules: Rules,
    *,
    opens_windows: bool,
    address: str | None = None,
) -> PaymentContext:
    """One call of a storefront, by the rules of its API. Raises ValueError."""
    if source.source is None:
        raise ValueError("nothing is there to be paid")
    owner = source.user_pk
    knows_owner = owner is None or gateway.key_for(owner)
    return PaymentContext(
        debt=Debt(
            source=source.source,
            reference=source.reference,
            amount=amount,
            owed=int(source.owed),
            is_test=gateway.keys.is_test,
        ),
        merchant=gateway.merchant,
        user_pk=owner if knows_owner else None,
        channel_pk=gateway.channel_pk,
        payment_fields=_payment_fields(gateway, source, knows_owner=knows_owner),
        rules=rules,
        deadline=Deadline.after(conf.deadline),
        address=address or "",
        charges=gateway.charges_for(owner),
        opens_windows=opens_windows,
    )


def _payment_fields(
    gateway: Gateway, source: SourceDetails, *, knows_owner: bool
) -> Callable[[str, StorefrontData], dict[str, Any]]:
    """Makes the SDK's request for an order id; addresses and names only for their owner."""

    def fields(order_id: str, storefront_data: StorefrontData) -> dict[str, Any]:
        made: dict[str, Any] = {"orderName": source.order_name}
        # Anybody may send a Payment's first call: its owner's return URL is Saleor's (M11).
        typed = storefront_data.return_url if source.reference.is_transaction else source.return_url
        url = urls.return_url(typed, source.reference)
        if storefront_data.server_return:
            url = urls.endpoint_url(gateway.channel_slug, f"return/{order_id}")
        if url:
            made |= {"successUrl": url, "failUrl": url}
        if knows_owner and 0 < len(source.email) <= _LONGEST_EMAIL:
            made["customerEmail"] = source.email
        if knows_owner and source.name:
            made["customerName"] = source.name
        if knows_owner and source.user_pk is not None and storefront_data.method_id:
            made["methodId"] = storefront_data.method_id
        return made | storefront_data.options

    return fields
