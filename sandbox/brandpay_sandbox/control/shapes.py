"""What another system under the same MID brings, and answers of another shape than ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..toss.clock import iso
from ..toss.merchants import DOCUMENTATION_PAIR
from ..toss.payments import Shown
from ..toss.settlements import sold_on, usual
from ..toss.window import known_pair
from .fields import Body, instant, items, only, whole

if TYPE_CHECKING:
    from ..toss.payments import Payment
    from ..toss.state import State


def foreign_row(state: State, body: Body) -> Any:
    """A row of another system in the list of transactions; the row as it is listed.

    `row` changes the fields of a usual one, `without` leaves some out; a row that is no object is
    listed as it is. `at` is its place in the list (now).
    """
    only(body, "clientKey", "row", "without", "at")
    merchant = known_pair(state.keys, body.get("clientKey", DOCUMENTATION_PAIR[0])).merchant
    at = instant(body, "at") if "at" in body else state.clock.now()
    key = state.ids.transaction_key()
    changes = body.get("row", {})
    row = changes
    if isinstance(changes, dict):
        usual = {
            "mId": merchant.m_id,
            "transactionKey": key,
            "paymentKey": state.ids.payment_key(merchant.m_id, at),
            "orderId": f"ORDER_{key[-8:]}",
            "method": "해외간편결제",
            "customerKey": None,
            "useEscrow": False,
            "receiptUrl": None,
            "status": "DONE",
            "transactionAt": iso(at),
            "currency": "KRW",
            "amount": 1000,
        }
        row = _shown(body, "row").applied(usual)
        if isinstance(row.get("transactionKey"), str):
            key = row["transactionKey"]
    json.dumps(row, ensure_ascii=False, allow_nan=False).encode()  # what no answer can hold
    state.shaped = True
    state.payments.transactions.book_foreign(merchant, key, at, row)
    return row


def foreign_settlement(state: State, body: Body) -> Any:
    """A row of another system among the settlements; the row as it is listed.

    `amount`, `row`, `without` and `at` as for `foreign_row`; its day of sale is the day of `at`.
    """
    only(body, "clientKey", "row", "without", "at", "amount")
    merchant = known_pair(state.keys, body.get("clientKey", DOCUMENTATION_PAIR[0])).merchant
    at = instant(body, "at") if "at" in body else state.clock.now()
    key = state.ids.transaction_key()
    amount = whole(body, "amount", -(10**12)) if "amount" in body else 1000
    row = body.get("row", {})
    if isinstance(row, dict):
        parts = ("card", "easyPay", "giftCertificate", "mobilePhone", "transfer", "virtualAccount")
        row = _shown(body, "row").applied(
            {
                "mId": merchant.m_id,
                "paymentKey": state.ids.payment_key(merchant.m_id, at),
                "transactionKey": key,
                "orderId": f"ORDER_{key[-8:]}",
                "currency": "KRW",
                "method": "해외간편결제",
                **usual(amount, sold_on(at)),
                "approvedAt": iso(at),
                **dict.fromkeys(parts),
                "cancel": None,
            }
        )
    json.dumps(row, ensure_ascii=False, allow_nan=False).encode()  # what no answer can hold
    state.shaped = True
    state.settlements.put(merchant, sold_on(at), row)
    return row


def show(payment: Payment, body: Body) -> None:
    """A payment is shown otherwise from now on: `payment` its JSON, `row` its rows in the list.

    `without` leaves fields out of both. What the sandbox itself reckons with stays as it is.
    """
    only(body, "payment", "row", "without")
    payment.shown, payment.row_shown = _shown(body, "payment"), _shown(body, "row")


def _shown(body: Body, name: str) -> Shown:
    fields = body.get(name, {})
    if not isinstance(fields, dict):
        raise ValueError(f"{name} must be an object")  # noqa: TRY004
    without = items(body, "without") if "without" in body else ()
    return Shown(fields=fields, without=without)
