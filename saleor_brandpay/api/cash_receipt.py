"""Cash receipts (현금영수증) of a payment (section 6 of Toss's reference)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saleor_brandpay.api import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class CashReceipt:
    """A receipt for the buyer's or a business's taxes (현금영수증), or of its cancel.

    The number that it was issued to is left where it is: in `Payment.raw`.
    """

    type: str
    """소득공제 (income tax) or 지출증빙 (a business's expense)."""
    receipt_key: str
    issue_number: str
    receipt_url: str | None
    amount: int | None
    transaction_type: str
    """CONFIRM or CANCEL."""
    issue_status: str
    """IN_PROGRESS, COMPLETED or FAILED; empty where the answer does not say."""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> CashReceipt:
        return cls(
            type=fields.text(data, "type"),
            receipt_key=fields.text(data, "receiptKey"),
            issue_number=fields.text(data, "issueNumber"),
            receipt_url=fields.optional_text(data, "receiptUrl"),
            amount=fields.optional_number(data, "amount"),
            transaction_type=fields.text(data, "transactionType") or "CONFIRM",
            issue_status=fields.text(data, "issueStatus"),
        )


def receipts(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that can be read: no receipt stands in the way of the money."""
    found = data.get("cashReceipts")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
