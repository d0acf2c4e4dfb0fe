"""How each of Saleor's payment APIs keeps to one debt per source (M1, M2)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...models import Attempt
from ..attempts.source import Debt
from ..messages.problem import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a new attempt is opened with."""

    amount: int
    """Won."""
    known: list[Attempt]
    """All attempts of the source as they are now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherAttempts:
    """What became of the other attempts of a source."""

    adopted: Attempt | None = None
    """An approval that pays this very debt: no money needs to move."""
    problem: Problem | None = None


class Rules(Protocol):
    """What a payment hook may rely on, and what it has to see to by itself."""

    def pays(self, attempt: Attempt, debt: Debt) -> bool:
        """Whether this attempt may be confirmed for this debt."""

    def objection(self, attempt: Attempt, debt: Debt) -> Problem | None:
        """Why money that Toss has taken for this attempt may not stay."""

    @property
    def reprices(self) -> bool:
        """Whether a new attempt may ask for another amount than the last one."""

    @property
    def reopens(self) -> bool:
        """Whether a first call that finds a window open offers that one: two may come at once."""

    @property
    def charges_at_once(self) -> bool:
        """Whether an attempt is committed when it is opened, so that it may be charged (M4)."""

    def check_others(
        self, debt: Debt, others: list[Attempt], deadline: Deadline, *, before_confirm: bool
    ) -> OtherAttempts:
        """See what became of the other attempts of the source that Toss has not closed."""

    def opening(
        self, debt: Debt, known: list[Attempt]
    ) -> AbstractContextManager[Opening | Problem]:
        """The moment in which an attempt is opened; nobody else opens one in it."""

    def alone(self, attempt: Attempt) -> AbstractContextManager[bool]:
        """Nobody else works on this attempt meanwhile; False: somebody does already."""

    def claim(self, attempt: Attempt, debt: Debt, payment_key: str) -> Problem | None:
        """Take the sole right to confirm this attempt, or to charge it, before any HTTP."""

    def refund_in_full(self, attempt: Attempt, client: BrandpayClient, deadline: Deadline) -> bool:
        """Refund money that cannot stay; True once Toss holds nothing of it."""
