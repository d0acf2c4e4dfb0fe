"""One call of a storefront, as the core wants to know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api.deadline import Deadline
from ..conf import conf
from ..core.attempts.source import Debt
from ..core.confirm.context import ServerReturn, Visit
from ..core.confirm.storefront_data import Wish
from . import urls
from .configuration.gateway import Gateway
from .shop import ShopOffice
from .source_details import Facts


def visit(gateway: Gateway, facts: Facts, amount: int, data: object, **own: Any) -> Visit:
    """One call of a storefront; `own`: what only one of the APIs knows. Raises ValueError."""
    if facts.source is None:
        raise ValueError("nothing is there to be paid")
    owner = facts.user_pk
    knows_owner = owner is None or gateway.key_for(owner)
    return Visit(
        debt=Debt(
            source=facts.source,
            debtor=facts.debtor,
            amount=amount,
            owed=int(facts.owed),
        ),
        merchant=gateway.merchant,
        user_pk=owner if knows_owner else None,
        channel_pk=gateway.channel_pk,
        window=_window_fields(gateway, facts, knows_owner=knows_owner),
        desk=ShopOffice(),
        deadline=Deadline.after(conf.deadline),
        charges=gateway.charges_for(owner),
        opens_windows=not isinstance(data, ServerReturn),
        **own,
    )


def _window_fields(
    gateway: Gateway, facts: Facts, *, knows_owner: bool
) -> Callable[[str, Wish], dict[str, Any]]:
    """Makes the SDK's request for an order id; addresses and names only for their owner."""

    def fields(order_id: str, wish: Wish) -> dict[str, Any]:
        made: dict[str, Any] = {"orderName": facts.order_name}
        # Anybody may send a Payment's first call: its owner's return URL is Saleor's (M11).
        url = facts.return_url if isinstance(facts.debtor, int) else wish.return_url
        if wish.server_return:
            url = urls.endpoint_url(gateway.channel_slug, f"return/{order_id}")
        if url:
            made |= {"successUrl": url, "failUrl": url}
        if knows_owner and facts.email:
            made["customerEmail"] = facts.email[:100]
        if knows_owner and facts.name.strip():
            made["customerName"] = facts.name.strip()[:100]
        if knows_owner and facts.user_pk is not None and wish.method_id:
            made["methodId"] = wish.method_id
        return made | wish.options

    return fields
