"""One call of a storefront, and what becomes of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...api.deadline import Deadline
from ...models import Attempt, Merchant
from ..attempts import queries
from ..attempts.source import Debt
from ..messages.problems import Problem
from ..shop import Shop
from .other_attempts import OtherAttempts
from .payments_api_rules import PaymentsApiRules, Rules
from .storefront_data import StorefrontData


class ServerReturn(dict[str, Any]):
    """Return data that came by our own endpoint: nobody is there to open a window."""


class Found(ServerReturn):
    """A worker of ours has seen that Toss holds the money; nobody has returned from a window."""

    def __init__(self) -> None:
        # Saleor takes an empty mapping for none at all.
        super().__init__(found=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    attempt: Attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowWindow:
    attempt: Attempt
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    problem: Problem


Outcome = Paid | ShowWindow | Failed


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentContext:
    """One call of a storefront on behalf of one Payment or TransactionItem."""

    debt: Debt
    merchant: Callable[[], Merchant]
    """The configured one, asked for when an attempt is opened: it will belong to it."""
    user_pk: int | None
    """The user whose customer key may be handed to the caller (M11); None: a guest's key."""
    channel_pk: int | None
    payment_fields: Callable[[str, StorefrontData], dict[str, Any]]
    """Makes the SDK's request fields for an order id and the storefront's data."""
    shop: Shop
    deadline: Deadline
    opens_windows: bool = True
    """False when nobody is there to open one: our own return URL."""
    rules: Rules = field(default_factory=PaymentsApiRules)
    charges: bool = False
    """One-touch: the caller is the very buyer, and the shop may charge a stored method (M11)."""
    owed_since: datetime.datetime | None = None
    """When the Payment was made: no charge of it whose record was rolled back is older (M4)."""

    def settle_others(
        self, known: list[Attempt], *, besides: Attempt | None = None, before_confirm: bool
    ) -> OtherAttempts:
        """See what became of the attempts that Toss has not closed, `besides` left out."""
        others = [one for one in queries.unclosed(known) if besides is None or one.pk != besides.pk]
        return self.rules.settle_others(
            self.debt, others, self.shop, self.deadline, before_confirm=before_confirm
        )
