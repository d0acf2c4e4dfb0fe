"""Every line as CSV, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

from ...linked import ShopOrder, linked
from ...spreadsheet import ENCODING, row
from ..line import Difference, Line
from ..run import Settled
from .explanations import TITLES

__all__ = ["ENCODING", "pieces"]
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
    "order_page": "주문 페이지 order page",
}


def pieces(settled: Settled) -> Iterator[str]:
    yield row(_COLUMNS.values())
    for line, order in linked(settled.ledger.read(), settled.orders):
        yield row(_cell(line, order, name) for name in _COLUMNS)


def _cell(line: Line, order: ShopOrder, name: str) -> str | int | None:
    if name == "kind":
        return "환불 refund" if line.is_refund else "매출 sale"
    if name == "difference" and line.difference:
        title = TITLES[Difference(line.difference)]
        return f"{title.ko} {title.en}"
    if name == "order_page":
        return order.url
    value: str | int | None = getattr(line, name)
    return value
