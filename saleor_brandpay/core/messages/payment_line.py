"""How a payment was made, in one line: all of it that Saleor's dashboard shows."""

from __future__ import annotations

from typing import Any


def title(method: dict[str, Any]) -> str:
    """The card or account, such as `신한 000*`; of what was kept of a payment."""
    return " ".join(part for part in (method.get("name"), method.get("last4")) if part)


def payment_line(method: dict[str, Any]) -> str:
    """And what staff are asked about, such as `신한 000*, 승인번호 00001234, 할부 3개월`.

    In Korean, as the names of cards and banks are.
    """
    receipt = method.get("cashReceipt") or {}
    parts = {
        "승인번호 {}": method.get("approveNo"),
        "할부 {}개월": method.get("installmentMonths"),
        "즉시할인 {:,}원": method.get("discount"),
        "현금영수증 {}": receipt.get("issueNumber"),
    }
    told = [text.format(value) for text, value in parts.items() if value]
    return ", ".join(part for part in (title(method), *told) if part)
