"""One call of a storefront, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...api.deadline import Deadline
from ...models import Attempt, Merchant
from ..attempts.source import Debt
from ..messages.problem import Problem
from .rules import Rules
from .storefront_data import StorefrontData


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    attempt: Attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowWindow:
    attempt: Attempt
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadyToCharge:
    """The attempt stands, and nothing has moved: the next call charges its stored method (M4)."""

    attempt: Attempt
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    problem: Problem


Outcome = Paid | ShowWindow | ReadyToCharge | Failed


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
    rules: Rules
    deadline: Deadline
    address: str = ""
    """Of the buyer, as far as the shop knows it."""
    opens_windows: bool = True
    """False when nobody is there to open one: our own return URL."""
    charges: bool = False
    """One-touch: the caller is the very buyer, and the shop may charge a stored method (M11)."""
