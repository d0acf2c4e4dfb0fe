"""One transactionInitialize or transactionProcess, and the checkout or order that it is to pay."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from ...core.confirm.context import PaymentContext
from ...core.confirm.storefront_data import StorefrontData
from ...core.confirm.transactions_api_rules import TransactionsApiRules
from ...core.messages import problems
from ...core.messages.problem import Problem
from ...core.sync.sync_attempt import sync_attempt
from ...models import Attempt, PaymentReference
from .. import caller, prices, urls
from ..configuration.gateway import Gateway
from ..payment_context import payment_context
from ..saleor.types import TransactionSessionData
from ..shop import SaleorShop
from ..source_details import SourceDetails
from .source import transaction_source

_PRICES = (problems.PRICES_STALE, problems.NO_TAXES)


@dataclass(frozen=True, kw_only=True)
class Call:
    gateway: Gateway
    data: TransactionSessionData
    storefront_data: StorefrontData | Problem | None
    """None for every call but the first."""
    source: SourceDetails
    reckonings: int = 0
    """How often Saleor has reckoned the prices anew for it."""
    prices_expire: datetime.datetime | None = None
    """See prices.are_stale."""
    pays_all: bool = False
    """It asked for all that was owed by prices that were out of date: it asks for all."""

    @classmethod
    def read(
        cls,
        gateway: Gateway,
        data: TransactionSessionData,
        storefront_data: StorefrontData | Problem | None,
    ) -> Call:
        reference = PaymentReference.transaction(data.transaction.token)
        source = transaction_source(data.source_object, reference)
        return cls(gateway=gateway, data=data, storefront_data=storefront_data, source=source)

    @property
    def reference(self) -> PaymentReference:
        return self.source.reference

    @property
    def is_first(self) -> bool:
        return self.storefront_data is not None

    @property
    def prices_are_unsure(self) -> bool:
        """Whether Saleor is to reckon the prices anew, before anything is decided (M1)."""
        obstacle = self.source.obstacle
        tried = obstacle is problems.NO_TAXES and self.reckonings > 0
        return obstacle in _PRICES and not tried

    def reckon(self) -> Call:
        """The same call with new prices. A tax app may be asked: nothing is locked here."""
        assert self.source.source is not None  # noqa: S101
        asked_for_all = (
            self.is_first
            and self.source.obstacle in _PRICES
            and self.data.action.amount >= self.source.owed
        )
        expire = prices.reckon(self.source.source)
        return replace(
            self,
            source=transaction_source(self.data.source_object, self.reference, expire),
            reckonings=self.reckonings + 1,
            prices_expire=expire,
            pays_all=self.pays_all or asked_for_all,
        )

    def refusal(self) -> Problem | None:
        """Why nothing can be paid by it."""
        amount, source, said = self.data.action.amount, self.source, self.storefront_data
        closed = self.gateway.closed(self.data.action.currency, source.currency)
        if closed or source.obstacle:
            return closed or source.obstacle
        if amount != amount.to_integral_value() or source.owed != source.owed.to_integral_value():
            return problems.FRACTION
        if source.gift_cards_forgotten:
            return problems.GIFT_CARDS
        if isinstance(said, Problem):
            return said
        if said and said.return_url and urls.storefront_url(said.return_url) is None:
            return problems.BAD_RETURN_URL
        return None

    def context(self, known: list[Attempt], *, leased: int | None = None) -> PaymentContext:
        """For the core; `known`: all attempts of the source."""
        shop = SaleorShop(prices_expire=self.prices_expire)
        asked = int(self.data.action.amount)
        amount = self._amount(known)
        context = payment_context(
            self.gateway,
            self.source,
            amount,
            TransactionsApiRules(shop=shop, sync=sync_attempt, leased=leased),
            opens_windows=caller.current().opens_windows,
            address=self.data.customer_ip_address,
        )
        # More than was asked is for the buyer to see, in the window.
        return replace(context, charges=context.charges and amount <= asked)

    def _amount(self, known: list[Attempt]) -> int:
        """What it asks for, in won. Later calls know nothing of `pays_all`, but of its attempt."""
        own = (attempt.amount for attempt in known if attempt.reference == self.reference)
        asked = max(int(self.data.action.amount), *own, 0)
        return max(asked, int(self.source.owed)) if self.pays_all else asked
