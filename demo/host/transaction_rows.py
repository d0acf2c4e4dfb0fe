"""What transactions and their events can do."""

from __future__ import annotations

from decimal import Decimal

from .money import Money


def _money(column: str) -> property:
    return property(lambda row: Money(getattr(row, column), row.currency))


class Held:
    """A TransactionItem: what one payment holds."""

    amount_charged = _money("charged_value")
    amount_authorized = _money("authorized_value")
    amount_refunded = _money("refunded_value")
    amount_canceled = _money("canceled_value")
    amount_charge_pending = _money("charge_pending_value")
    amount_authorize_pending = _money("authorize_pending_value")
    amount_refund_pending = _money("refund_pending_value")
    amount_cancel_pending = _money("cancel_pending_value")


class Told:
    """A TransactionEvent: what was asked, or what a gateway said."""

    amount_value: Decimal
    currency: str
    amount = _money("amount_value")
