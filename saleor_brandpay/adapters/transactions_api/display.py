"""What the dashboard shows of a transaction: title, receipt, and what can be done with it."""

from __future__ import annotations

from typing import Any

from saleor.payment.models import TransactionItem

from ...models import Attempt
from .responses import is_url


def name(attempt: Attempt) -> None:
    """Call it after the card or account; no answer of a session can, and older Saleors keep none.

    Saleor saves nothing of these columns around a session.
    """
    receipt = attempt.method.get("receiptUrl") or ""
    parts = (attempt.method.get("name"), attempt.method.get("last4"))
    title = " ".join(part for part in parts if part)
    values: dict[str, Any] = {"name": title[:512]} if title else {}
    if is_url(receipt):
        values["external_url"] = receipt
    if values:
        TransactionItem.objects.filter(token=attempt.transaction_token).update(**values)


def end_actions(item: TransactionItem) -> None:
    """Nothing is left to be refunded: the dashboard shall not offer it."""
    TransactionItem.objects.filter(pk=item.pk, charged_value__lte=0).update(available_actions=[])
