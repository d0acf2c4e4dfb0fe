"""How each of Saleor's payment APIs keeps to one debt per source (M1, M2)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...models import Attempt
from ..attempts.source import Debt
from ..messages.problems import TOTAL_CHANGED, Problem
from ..refunds import automatic_refund
from ..shop import Shop
from . import other_attempts
from .other_attempts import OtherAttempts


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a new attempt is opened with."""

    amount: int
    """Won."""
    known: list[Attempt]
    """All attempts of the source as they are now."""


class Rules(Protocol):
    """What a payment hook may rely on, and what it has to see to by itself."""

    def pays(self, attempt: Attempt, debt: Debt) -> bool:
        """Whether this attempt may be confirmed for this debt."""

    def keeps(self, attempt: Attempt, debt: Debt) -> bool:
        """Whether money that Toss has taken for this attempt may stay."""

    @property
    def reprices(self) -> bool:
        """Whether a new attempt may ask for another amount than the last one."""

    @property
    def reopens(self) -> bool:
        """Whether a first call that finds a window open offers that one: two may come at once."""

    def settle_others(
        self,
        debt: Debt,
        others: list[Attempt],
        shop: Shop,
        deadline: Deadline,
        *,
        before_confirm: bool,
    ) -> OtherAttempts:
        """See what became of the other attempts of the source."""

    def opening(
        self, debt: Debt, known: list[Attempt]
    ) -> AbstractContextManager[Opening | Problem]:
        """The moment in which an attempt is opened; nobody else opens one in it."""

    def alone(self, attempt: Attempt) -> AbstractContextManager[bool]:
        """Nobody else looks after this attempt meanwhile; False: somebody does already."""

    def claim(self, attempt: Attempt, debt: Debt, payment_key: str) -> Problem | None:
        """Take the sole right to confirm this attempt, or to charge it, before any HTTP."""

    def give_back(
        self, attempt: Attempt, client: BrandpayClient, deadline: Deadline, shop: Shop
    ) -> bool:
        """Refund money that cannot stay; True once Toss holds nothing of it."""


class PaymentsApiRules:
    """Payments API: Saleor holds the checkout's lock around the whole hook."""

    reprices = False
    reopens = False

    def pays(self, attempt: Attempt, debt: Debt) -> bool:
        return other_attempts.pays(attempt, debt)

    def keeps(self, attempt: Attempt, debt: Debt) -> bool:
        return other_attempts.pays(attempt, debt)

    def settle_others(
        self,
        debt: Debt,
        others: list[Attempt],
        shop: Shop,
        deadline: Deadline,
        *,
        before_confirm: bool,
    ) -> OtherAttempts:
        return other_attempts.settle_others(
            debt, others, shop, deadline, before_confirm=before_confirm
        )

    def opening(
        self, debt: Debt, known: list[Attempt]
    ) -> AbstractContextManager[Opening | Problem]:
        if debt.amount != debt.owed:
            return nullcontext(TOTAL_CHANGED)
        return nullcontext(Opening(amount=debt.amount, known=known))

    def alone(self, attempt: Attempt) -> AbstractContextManager[bool]:
        return nullcontext(enter_result=True)

    def claim(self, attempt: Attempt, debt: Debt, payment_key: str) -> Problem | None:
        return None

    def give_back(
        self, attempt: Attempt, client: BrandpayClient, deadline: Deadline, shop: Shop
    ) -> bool:
        return automatic_refund.refund_in_full(attempt, client, deadline, shop)
