"""The card or account of a payment, as it is kept and shown."""

from __future__ import annotations

from typing import Any

from ...api.codes import bank, card_company
from ...api.payment import Payment


def describe(payment: Payment) -> dict[str, Any]:
    """How it was paid, in the form in which it is kept; no number beyond the masked one."""
    described: dict[str, str] = {
        "method": payment.method or "",
        "receiptUrl": payment.receipt_url or "",
    }
    if payment.card:
        company = card_company(payment.card.issuer_code)
        described |= {
            "type": "card",
            "brand": company.en,
            "name": company.ko,
            "last4": last_digits(payment.card.number),
        }
    elif payment.transfer:
        organisation = bank(payment.transfer.bank_code)
        described |= {"type": "account", "brand": organisation.en, "name": organisation.ko}
    # PostgreSQL takes no NUL, and an answer of any kind must not undo a capture.
    return {name: value.replace("\0", "") for name, value in described.items()}


def last_digits(masked: str) -> str:
    """The last four characters of a masked number, as Toss shows them (`000*`)."""
    return masked.strip()[-4:]
