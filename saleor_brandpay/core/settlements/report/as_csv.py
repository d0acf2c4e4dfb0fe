"""Every line as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..line import Difference, Line
from ..run import Settled
from .explanations import TITLES

ENCODING = "utf-8-sig"
"""Excel takes a file without that mark for one of another encoding, and Korean is lost."""
_COLUMNS = {
    "merchant": "상점 merchant",
    "owner": "소속 owner",
    "kind": "구분 kind",
    "sold": "매출일 sold",
    "paid_out": "지급일 paid out",
    "amount": "금액 amount",
    "fee": "수수료 fee",
    "vat": "부가세 VAT",
    "pay_out": "지급액 payout",
    "here": "여기 금액 here",
    "order": "주문 order",
    "payment": "결제 payment",
    "order_id": "orderId",
    "payment_key": "paymentKey",
    "transaction_key": "transactionKey",
    "difference": "차이 difference",
}


def pieces(settled: Settled) -> Iterator[str]:
    yield _row(list(_COLUMNS.values()))
    for line in settled.ledger.read():
        yield _row([_cell(line, name) for name in _COLUMNS])


def _cell(line: Line, name: str) -> str | int:
    if name == "kind":
        return "환불 refund" if line.is_refund else "매출 sale"
    if name == "difference" and line.difference:
        title = TITLES[Difference(line.difference)]
        return f"{title.ko} {title.en}"
    value: str | int | None = getattr(line, name)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return f"'{value}"  # a spreadsheet would reckon what another system calls its order
    return "" if value is None else value


def _row(cells: list[str] | list[str | int]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
