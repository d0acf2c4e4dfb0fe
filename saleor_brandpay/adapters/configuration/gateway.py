"""What the plugin object of one channel knows, for the hooks of both payment APIs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ...core.merchants import crypto, merchants
from ...core.messages import problems
from ...core.messages.problem import Problem
from ...models import Attempt, Merchant
from .. import urls
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
    makes_unpaid_orders: bool = False
    """The channel allows orders that nobody has paid: Saleor leaves the Payments API out (M8)."""

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
        return self.redirect_url or urls.endpoint_url(self.channel_slug, "callback")

    def closed(self, *currencies: str) -> Problem | None:
        """Why nothing can be done here at all."""
        if not self.active:
            return problems.NOT_ACTIVE
        if not self.keys.complete:
            return problems.MISCONFIGURED
        return None if set(currencies) <= {"KRW"} else problems.CURRENCY

    def merchant(self) -> Merchant:
        return merchants.configured(self.keys.client_key, self.keys.secret_key)


def learn_secret(gateway: Gateway, attempt: Attempt) -> None:
    """A secret key replaced in the settings serves the old payments of the same MID as well."""
    keys, current = gateway.keys, attempt.merchant.current_secret
    if keys.client_key != attempt.merchant.client_key or not keys.complete:
        return
    if current is None or current.fingerprint != crypto.fingerprint(keys.secret_key):
        merchant = gateway.merchant()
        if merchant.pk == attempt.merchant_id:  # in a copy the same key may be of another one (M19)
            attempt.merchant = merchant
