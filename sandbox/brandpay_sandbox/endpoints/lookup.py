"""GET /v1/payments/{paymentKey}, /v1/payments/orders/{orderId} and /v1/transactions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..http.errors import TossError
from ..http.validation import Shape, Text, invalid
from ..toss.clock import KST, iso
from ..toss.payment_json import payment_json

if TYPE_CHECKING:
    from ..toss.transactions import Transaction
    from .call import Call

DEFAULT_LIMIT = 100
MAXIMUM_LIMIT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A query's time; a date alone means 00:00, and without an offset it is Korean time."""

    required: bool = True

    def read(self, name: str, value: Any) -> datetime:
        try:
            # An offset's "+" that was not escaped arrives as a space.
            at = datetime.fromisoformat(value.replace(" ", "+"))
        except ValueError:
            raise TossError("INVALID_ISO_DATE_FORMAT", f"{name} is not ISO 8601") from None
        return at if at.tzinfo else at.replace(tzinfo=KST)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many rows a page has."""

    maximum: int
    required: bool = False

    def read(self, name: str, value: Any) -> int:
        if re.fullmatch(r"[0-9]{1,9}", value) is None or int(value) == 0:
            raise invalid(f"{name} must be a whole number from 1")
        if int(value) > self.maximum:
            raise TossError("EXCEED_MAX_QUERY_LIMIT", f"{name} is at most {self.maximum}")
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": self.maximum}


PERIOD: Shape = {"startDate": Instant(), "endDate": Instant()}
QUERY: Shape = {
    **PERIOD,
    "startingAfter": Text(maximum=200),
    "limit": Limit(maximum=MAXIMUM_LIMIT),
}


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
    amount is the cancelled one, positive. The codes of dates, limits and paging keys are of Toss's
    whole list; that this endpoint has them is an inference.
    """
    asked = call.asked
    start, end = asked["startDate"], asked["endDate"]
    if end < start:
        raise TossError("INVALID_DATE", "endDate is before startDate")
    limit = asked["limit"] or DEFAULT_LIMIT
    after = asked["startingAfter"]
    cancel_rows = call.state.settings.cancel_rows
    try:
        listed = call.state.payments.transactions.page(
            call.merchant, start, end, after=after, limit=limit, cancels=cancel_rows
        )
    except KeyError:
        raise TossError("INVALID_PAGING_KEY", "not a transactionKey of this list") from None
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
