"""What the plugin object of one channel knows, for the hooks of both payment APIs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...api.deadline import Deadline
from ...conf import conf
from ...core.attempts.source import Debt
from ...core.confirm.context import ServerReturn, Visit
from ...core.confirm.storefront_data import Wish
from ...core.merchants import merchants
from ...core.messages import problems
from ...core.messages.problems import Problem
from ...models import Merchant
from ..payments_api import complete_checkout
from ..payments_api.source import Facts
from ..shop import ShopOffice
from .keys import Keys


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """What the plugin object of one channel knows."""

    active: bool
    keys: Keys
    redirect_url: str
    channel_pk: int | None
    channel_slug: str
    key_for: Callable[[int], bool] = field(repr=False)
    """Whether the caller may be handed the customer key of this user (M11)."""
    is_user: Callable[[int], bool] = field(repr=False)
    """Whether the caller is this very user: nobody else sees or removes his methods (M11)."""
    may_charge: Callable[[int], bool] = field(repr=False)
    """Whether the caller is this user, and nobody else can be calling in his name (M11)."""
    one_touch: bool = False

    @classmethod
    def absent(cls, channel_pk: int, channel_slug: str) -> Gateway:
        """Where the plugin was never set up."""
        return cls(
            active=False,
            keys=Keys.typed("", ""),
            redirect_url="",
            channel_pk=channel_pk,
            channel_slug=channel_slug,
            key_for=lambda _: False,
            is_user=lambda _: False,
            may_charge=lambda _: False,
        )

    def charges_for(self, user_pk: int | None) -> bool:
        """Whether this very caller may have a stored method of the user's charged (M11)."""
        return self.one_touch and user_pk is not None and self.may_charge(user_pk)

    @property
    def callback(self) -> str:
        """The redirect URL: where Toss's SDK brings its codes."""
        return self.redirect_url or complete_checkout.endpoint_url(self.channel_slug, "callback")

    def closed(self, *currencies: str) -> Problem | None:
        """Why nothing can be done here at all."""
        if not self.active:
            return problems.NOT_ACTIVE
        if not self.keys.complete:
            return problems.MISCONFIGURED
        return None if set(currencies) <= {"KRW"} else problems.CURRENCY

    def merchant(self) -> Merchant:
        return merchants.configured(self.keys.client_key, self.keys.secret_key)


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
            url = complete_checkout.endpoint_url(gateway.channel_slug, f"return/{order_id}")
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
