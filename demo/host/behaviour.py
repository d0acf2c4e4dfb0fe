"""What Saleor's models can do, as far as it is asked for here."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils import timezone

from .money import Money, TaxedMoney
from .names import ChargeStatus, TransactionKind
from .signing import create_access_token

COMPLETION_LOCK = timedelta(minutes=3)


class Person:
    password: str
    is_staff: bool
    is_anonymous = False
    is_authenticated = True
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ()

    def set_password(self, text: str) -> None:
        self.password = make_password(text)

    def check_password(self, text: str) -> bool:
        return check_password(text, self.password)

    def has_perm(self, permission: Any) -> bool:
        """Staff of a mini shop may do everything."""
        return self.is_staff


class Machine:
    permissions: Any

    def has_perm(self, permission: Any) -> bool:
        codename = permission.value.partition(".")[2]
        return bool(self.permissions.filter(codename=codename).exists())

    @property
    def tokens(self) -> Tokens:
        return Tokens(self)


class Tokens:
    """In Saleor a table; here they are signed, and nobody can list them."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def create(self, name: str = "") -> tuple[None, str]:
        return None, create_access_token(self.app)


class Totals:
    total_gross_amount: Decimal
    currency: str

    @property
    def total(self) -> TaxedMoney:
        return TaxedMoney.of(self.total_gross_amount, self.currency)


class Cart(Totals):
    payments: Any
    gift_cards: Any
    completing_started_at: Any
    user: Any
    email: str | None

    def get_last_active_payment(self) -> Any:
        return self.payments.filter(is_active=True).order_by("pk").last()

    def get_total_gift_cards_balance(self) -> Money:
        balance = self.gift_cards.filter(is_active=True).aggregate(
            sum=models.Sum("current_balance_amount")
        )["sum"]
        return Money(balance or Decimal(0), self.currency)

    def get_customer_email(self) -> str | None:
        return self.user.email if self.user else self.email

    def is_checkout_locked(self) -> bool:
        started = self.completing_started_at
        return bool(started and timezone.now() - started < COMPLETION_LOCK)


class OrderQuerySet(models.QuerySet[Any]):
    def get_by_checkout_token(self, token: Any) -> Any:
        return self.filter(checkout_token=token).first()


class Purchase(Totals):
    payments: Any
    queries = OrderQuerySet

    def get_last_payment(self) -> Any:
        return self.payments.order_by("pk").last()


class Charge:
    is_active: bool
    charge_status: str
    captured_amount: Decimal
    transactions: Any

    def can_refund(self) -> bool:
        charged = {
            ChargeStatus.PARTIALLY_CHARGED,
            ChargeStatus.FULLY_CHARGED,
            ChargeStatus.PARTIALLY_REFUNDED,
        }
        return self.is_active and self.charge_status in charged

    def can_void(self) -> bool:
        """Held, but not taken: no gateway here does that, others might."""
        held = self.transactions.filter(kind=TransactionKind.AUTH, is_success=True)
        unpaid = self.charge_status == ChargeStatus.NOT_CHARGED
        return bool(self.is_active and unpaid and held.exists())
