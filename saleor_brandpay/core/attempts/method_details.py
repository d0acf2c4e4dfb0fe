"""The card or account of a payment, as it is kept and shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...api.codes import bank, card_company
from ...api.payment import Payment

FOR_STAFF = (
    *("approveNo", "acquirer", "installmentMonths", "interestPayer", "usedPoints"),
    *("discount", "cashReceipt"),
)
"""What the card company, the bank or a buyer asks staff about. None stands there empty."""


def describe(payment: Payment, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """How it was paid, in the form in which it is kept; no number beyond the masked one.

    `known`: the digits of an account that we had charged; Toss's payment names the bank alone.

    UNCERTAIN: whether the list's `id` would name the card of a payment.
    """
    described: dict[str, Any] = {
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
        described |= {"last4": digits} if (digits := (known or {}).get("last4")) else {}
    described |= {name: value for name, value in _for_staff(payment).items() if value}
    return {name: _kept(value) for name, value in described.items()}


def for_staff(method: dict[str, Any]) -> dict[str, Any]:
    """Of what was kept of a payment."""
    return {name: method[name] for name in FOR_STAFF if name in method}


def staff_texts(method: dict[str, Any]) -> dict[str, str]:
    """The same where only text can stand: `brandpay.approveNo`, `brandpay.cashReceipt.type`."""
    return dict(_texts("brandpay", for_staff(method)))


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for inner, found in value.items():
            yield from _texts(f"{name}.{inner}", found)
    elif value:
        yield name, "true" if value is True else str(value)


def _for_staff(payment: Payment) -> dict[str, Any]:
    found: dict[str, Any] = {"discount": payment.discount_amount}
    card, receipt = payment.card, payment.cash_receipt
    if card:
        found |= {
            "approveNo": card.approve_no,
            "acquirer": card_company(card.acquirer_code or "").ko,
            "installmentMonths": card.installment_plan_months,
            "interestPayer": card.interest_payer,
            "usedPoints": card.use_card_point,
        }
    if receipt:
        found["cashReceipt"] = {
            "type": receipt.type,
            "issueNumber": receipt.issue_number,
            "receiptUrl": receipt.receipt_url or "",
        }
    return found


def _kept(value: Any) -> Any:
    """PostgreSQL takes no NUL, and an answer of any kind must not undo a capture."""
    if isinstance(value, dict):
        return {name: _kept(inner) for name, inner in value.items()}
    return value.replace("\0", "") if isinstance(value, str) else value


def last_digits(masked: str) -> str:
    """The last four characters of a masked number, as Toss shows them (`000*`)."""
    return masked.strip()[-4:]
