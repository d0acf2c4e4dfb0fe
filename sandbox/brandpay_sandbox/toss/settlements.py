"""Settlements (정산): what was sold, what Toss keeps of it, and when it pays out.

UNCERTAIN: live keys alone have settlements at Toss; here test keys have them too. The fee and the
days until it is paid out are of a merchant's contract: these are of Toss's own example.
Sources disagree on the name of the fee without VAT: both are in a row.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from .clock import KST, iso
from .payment_json import payment_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .merchants import Merchant
    from .transactions import Transaction

FEE_PERMILLE = 25
DAYS = 7
"""From the day of sale to the day it is paid out."""

DateType = Literal["soldDate", "paidOutDate"]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A row of another system under the same MID, as it is listed."""

    sold: date
    row: Any


class Settlements:
    def __init__(self) -> None:
        self._foreign: defaultdict[Merchant, list[Foreign]] = defaultdict(list)

    def put(self, merchant: Merchant, sold: date, row: Any) -> None:
        self._foreign[merchant].append(Foreign(sold, row))

    def listed(
        self,
        merchant: Merchant,
        transactions: Iterable[Transaction],
        start: date,
        end: date,
        by: DateType,
        page: slice,
    ) -> list[Any]:
        """A page of the rows whose day of that kind is from `start` to `end`, oldest first."""
        shift = timedelta(days=DAYS if by == "paidOutDate" else 0)
        found: list[tuple[date, Transaction | Foreign]] = [
            (sold_on(one.place[0]), one) for one in transactions if one.payment
        ]
        found += [(one.sold, one) for one in self._foreign.get(merchant, [])]
        found = [pair for pair in found if start <= pair[0] + shift <= end]
        found.sort(key=lambda pair: pair[0])
        return [one.row if isinstance(one, Foreign) else _row(one) for _, one in found[page]]


def sold_on(at: datetime) -> date:
    return at.astimezone(KST).date()


def usual(amount: int, sold: date) -> dict[str, Any]:
    """The money of a row: a cancel's is negative, its fee goes back."""
    sign = -1 if amount < 0 else 1
    fee = abs(amount) * FEE_PERMILLE // 1000
    vat = fee // 10
    return {
        "amount": amount,
        "interestFee": 0,
        "fee": sign * (fee + vat),
        "fees": [{"type": "BASE", "fee": sign * (fee + vat)}],
        "supplyAmount": sign * fee,
        "suppliedAmount": sign * fee,
        "vat": sign * vat,
        "payOutAmount": amount - sign * (fee + vat),
        "soldDate": sold.isoformat(),
        "paidOutDate": (sold + timedelta(days=DAYS)).isoformat(),
    }


def _row(one: Transaction) -> dict[str, Any]:
    payment, cancel = one.payment, one.cancel
    assert payment is not None  # noqa: S101
    shown = payment_json(payment)
    cancels = shown["cancels"] or []
    amount = payment.amount if cancel is None else -cancel.amount
    return {
        "mId": payment.pair.merchant.m_id,
        "paymentKey": payment.payment_key,
        "transactionKey": one.key,
        "orderId": payment.order_id,
        "currency": "KRW",
        "method": payment.method_name,
        **usual(amount, sold_on(one.place[0])),
        "approvedAt": iso(one.place[0]),
        "card": shown["card"],
        "easyPay": None,
        "giftCertificate": None,
        "mobilePhone": None,
        "transfer": shown["transfer"],
        "virtualAccount": None,
        "cancel": next((each for each in cancels if each["transactionKey"] == one.key), None),
    }
