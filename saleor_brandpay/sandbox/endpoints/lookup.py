"""GET /v1/payments/{paymentKey}, /v1/payments/orders/{orderId} and /v1/transactions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..clock import KST, iso
from ..errors import TossError
from ..payment_json import payment_json
from ..validation import invalid

if TYPE_CHECKING:
    from ..payments import Payment
    from .call import Call

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 5000


def payment(call: Call) -> dict[str, Any]:
    found = call.state.payments.of(call.merchant, call.params["payment_key"])
    if found is None:
        raise TossError("NOT_FOUND_PAYMENT")
    return payment_json(found)


def payment_by_order_id(call: Call) -> dict[str, Any]:
    """UNCERTAIN: when several payments share an orderId, the newest is answered."""
    found = call.state.payments.of_order(call.merchant, call.params["order_id"])
    if not found:
        raise TossError("NOT_FOUND_PAYMENT")
    return payment_json(found[0])


def transactions(call: Call) -> list[dict[str, Any]]:
    """Approvals and cancels between two times, oldest first, paged by transactionKey.

    UNCERTAIN: that each cancel is a row of its own; its amount is the cancelled one, positive.
    """
    start = _time(call, "startDate")
    end = _time(call, "endDate")
    limit = call.query.get("limit", str(DEFAULT_LIMIT))
    if not limit.isdecimal() or not 1 <= int(limit) <= MAXIMUM_LIMIT:
        raise invalid(f"limit must be 1 to {MAXIMUM_LIMIT}")
    rows = [
        row
        for one in call.state.payments
        if one.pair.merchant == call.merchant
        for row in _rows(one)
    ]
    rows.sort(key=lambda row: row[0])
    listed = [row for at, row in rows if start <= at.replace(microsecond=0) <= end]
    after = call.query.get("startingAfter")
    if after is not None:
        keys = [row["transactionKey"] for row in listed]
        if after not in keys:
            raise invalid("startingAfter is not a transactionKey of this list")
        listed = listed[keys.index(after) + 1 :]
    return listed[: int(limit)]


def _rows(one: Payment) -> list[tuple[datetime, dict[str, Any]]]:
    if one.approved_at is None:
        return []
    rows = [(one.approved_at, _row(one, one.approved_at, one.approval_key, "DONE", one.amount))]
    for cancel in one.cancels:
        status = "CANCELED" if cancel.amount == one.amount else "PARTIAL_CANCELED"
        row = _row(one, cancel.at, cancel.transaction_key, status, cancel.amount)
        rows.append((cancel.at, row))
    return rows


def _row(one: Payment, at: datetime, key: str | None, status: str, amount: int) -> dict[str, Any]:
    return {
        "mId": one.pair.merchant.m_id,
        "transactionKey": key,
        "paymentKey": one.payment_key,
        "orderId": one.order_id,
        "method": one.method_name,
        "customerKey": one.customer_key,
        "useEscrow": False,
        "receiptUrl": one.receipt_url,
        "status": status,
        "transactionAt": iso(at),
        "currency": "KRW",
        "amount": amount,
    }


def _time(call: Call, name: str) -> datetime:
    """A query's time; a date alone means 00:00, and without an offset it is Korean time."""
    text = call.query.get(name)
    if not text:
        raise invalid(f"{name} is required")
    try:
        # An offset's "+" that was not escaped arrives as a space.
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise invalid(f"{name} is not an ISO 8601 time") from None
    return at if at.tzinfo else at.replace(tzinfo=KST)
