"""Rows as they are written, for the walk to tell of: here where the host is in this process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_save

SHOWN = {
    "Checkout": ("token", "total_gross_amount"),
    "Payment": ("pk", "gateway", "total"),
    "Transaction": ("kind", "is_success", "amount", "token"),
    "TransactionItem": ("token", "app_identifier", "idempotency_key"),
    "TransactionEvent": ("type", "amount_value", "psp_reference"),
    "Order": ("number", "total_gross_amount"),
    "OrderEvent": ("type",),
    "Attempt": ("order_id", "status", "amount"),
    "Refund": ("amount", "status"),
    "Customer": ("pk",),
}


def described(model: str, values: Sequence[Any]) -> str:
    """A row in a few words, from the values of what is shown of it."""
    shown = zip(SHOWN[model], values, strict=True)
    return f"{model} ({', '.join(f'{name}={value}' for name, value in shown)})"


class SignalRows:
    """Hears of each row from Django's signals."""

    def __init__(self) -> None:
        self._new: list[str] = []

    def watch(self) -> None:
        post_save.connect(self._written, dispatch_uid="demo rows", weak=False)

    def taken(self) -> list[str]:
        found = self._new[:]
        del self._new[: len(found)]
        return found

    def _written(self, sender: Any, instance: Any, created: bool, **_: Any) -> None:
        model = sender.__name__
        if created and model in SHOWN:
            values = [getattr(instance, name, None) for name in SHOWN[model]]
            self._new.append(described(model, values))
