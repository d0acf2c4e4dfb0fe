"""GET /v1/payments/{paymentKey}, /v1/payments/orders/{orderId} and /v1/transactions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import invalid
from ..toss.clock import KST, iso
from ..toss.payment_json import payment_json

if TYPE_CHECKING:
    from ..toss.transactions import Transaction
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


def transactions(call: Call) -> list[Any]:
    """Approvals and cancels between two times, oldest first, paged by transactionKey.

    Each cancel is a row of its own (a switch makes it one row per payment). UNCERTAIN: that its
    amount is the cancelled one, positive.
    """
    start = _time(call, "startDate")
    end = _time(call, "endDate")
    limit = call.query.get("limit", str(DEFAULT_LIMIT))
    if not limit.isdecimal() or not 1 <= int(limit) <= MAXIMUM_LIMIT:
        raise invalid(f"limit must be 1 to {MAXIMUM_LIMIT}")
    after = call.query.get("startingAfter")
    cancel_rows = call.state.settings.cancel_rows
    try:
        listed = call.state.payments.transactions.page(
            call.merchant, start, end, after=after, limit=int(limit), cancels=cancel_rows
        )
    except KeyError:
        raise invalid("startingAfter is not a transactionKey of this list") from None
    return [_row(one, now=not cancel_rows) for one in listed]


def _row(one: Transaction, *, now: bool) -> Any:
    """An approval or a cancel; with `now` the payment's one row, in its present status."""
    payment, cancel = one.payment, one.cancel
    if payment is None:
        return one.foreign
    status, amount = payment.status if now else "DONE", payment.amount
    if cancel is not None:
        status = "CANCELED" if cancel.amount == payment.amount else "PARTIAL_CANCELED"
        amount = cancel.amount
    row = {
        "mId": payment.pair.merchant.m_id,
        "transactionKey": one.key,
        "paymentKey": payment.payment_key,
        "orderId": payment.order_id,
        "method": payment.method_name,
        "customerKey": payment.customer_key,
        "useEscrow": False,
        "receiptUrl": payment.receipt_url,
        "status": status,
        "transactionAt": iso(one.place[0]),
        "currency": "KRW",
        "amount": amount,
    }
    return payment.row_shown.applied(row)


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
