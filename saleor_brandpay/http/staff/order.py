"""How an order was paid with Brandpay, for staff: read from our tables, without asking Toss."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString

from ...adapters.saleor import staff_order
from ...adapters.saleor.staff_order import Paid, Tried
from ...adapters.saleor.staff_token import StaffReader
from ...api.fields import KST
from ...api.secret import mask
from ...core.messages.payment_line import title
from ...core.messages.staff import staff_text
from ...models import Attempt, AttemptStatus, Refund, RefundStatus
from .page import rendered
from .refused import ForbiddenError

_STATES = {
    AttemptStatus.OPEN: ("결제 대기", "Waiting for the buyer", ""),
    AttemptStatus.UNKNOWN: ("결제 결과 확인 중", "Being checked at Toss", "wait"),
    AttemptStatus.REFUNDING: ("자동 환불 중", "Being refunded by itself", "wait"),
    AttemptStatus.SUPERSEDED: ("사용하지 않는 결제창", "Given up for another window", ""),
}
_REFUNDS = {
    RefundStatus.DONE: ("완료", "done", "good"),
    RefundStatus.UNKNOWN: ("확인 중", "being checked", "wait"),
    RefundStatus.REFUSED: ("거절", "refused", "bad"),
}
_PAYERS = {
    "BUYER": ("구매자 부담", "paid by buyer"),
    "CARD_COMPANY": ("카드사 부담", "card company"),
}
_NO_ORDER = ("이 주문을 찾을 수 없습니다.", "There is no such order.")
_NONE = ("이 주문에는 브랜드페이 결제가 없습니다.", "No Brandpay payment on this order.")


def body(reader: StaffReader, order_id: str) -> SafeString:
    """Raises ForbiddenError for an order of a channel that the reader may not see."""
    order = staff_order.find(order_id)
    if order is None:
        return rendered("said.html", text=staff_text(*_NO_ORDER))
    if not reader.may_see_channel(order.channel_pk):
        raise ForbiddenError
    paid = staff_order.paid(order)
    if not (paid.taken or paid.others):
        return rendered("said.html", text=staff_text(*_NONE))
    return rendered("order.html", **_context(paid, framed=reader.is_framed))


def _context(paid: Paid, *, framed: bool) -> dict[str, object]:
    return {
        "taken": [_taken(one, framed=framed) for one in paid.taken],
        "others": [_other(one) for one in paid.others],
        "others_title": staff_text("결제되지 않은 시도", "Tries that took nothing"),
        "more": _more(paid.more),
        "framed": framed,
        "copy": staff_text(
            "이 칸에서는 새 창이 열리지 않습니다. 아래 ‘매출전표·현금영수증 열기’를 누르세요.",
            "No page opens from this frame: use “Open receipts” below it.",
        ),
        "settlement": staff_text(
            "정산(입금 예정일·수수료)은 브랜드페이 현황의 ‘정산’이나 상점관리자에서 봅니다.",
            "Settlement (payout, fee): Brandpay overview > Settlements, or the Toss console.",
        ),
        "refund_words": [
            staff_text(*pair)
            for pair in (
                ("환불", "Refunds"),
                ("금액", "Amount"),
                ("상태", "State"),
                ("사유", "Reason"),
            )
        ],
    }


def state_of(attempt: Attempt) -> tuple[str, str]:
    """In words, and how it looks."""
    *texts, look = _state(attempt)
    return staff_text(*texts), look


def _state(attempt: Attempt) -> tuple[str, str, str]:
    if attempt.status == AttemptStatus.CLOSED:
        if attempt.approved_at:
            return "환불됨", "Refunded", "bad"
        failed = attempt.failure_code
        return ("결제 실패", "Refused", "bad") if failed else ("결제되지 않음", "Not paid", "")
    if attempt.status != AttemptStatus.APPROVED:
        return _STATES[AttemptStatus(attempt.status)]
    if attempt.balance == attempt.amount:
        return "결제 완료", "Paid", "good"
    return (
        ("부분 환불", "Partly refunded", "wait")
        if attempt.balance
        else ("환불됨", "Refunded", "bad")
    )


def _taken(one: Tried, *, framed: bool) -> dict[str, object]:
    attempt = one.attempt
    state, look = state_of(attempt)
    elsewhere = attempt.amount - attempt.balance - one.refunded if attempt.approved_at else 0
    return {
        "state": state,
        "look": look,
        "amount": won(attempt.amount),
        "test": staff_text("테스트", "TEST") if attempt.merchant.is_test else "",
        "live": staff_text("실거래", "Live"),
        "method": title(attempt.method) if attempt.method else "",
        "facts": [(staff_text(*name), value) for name, value in _facts(attempt) if value],
        "receipts": [(staff_text(*name), url) for name, url in _receipts(attempt.method) if url],
        "refunds": [_refund(row) for row in one.refunds],
        "more": _more(one.more),
        "sum": staff_text(
            f"환불 {won(one.refunded)}, 남은 금액 {won(attempt.balance)}",
            f"refunded {won(one.refunded)}, left {won(attempt.balance)}",
        ),
        "elsewhere": staff_text(
            f"이 쇼핑몰 밖(상점관리자 등)에서 환불: {won(elsewhere)}",
            f"refunded elsewhere, as in the Toss console: {won(elsewhere)}",
        )
        if elsewhere > 0
        else "",
    }


def _facts(attempt: Attempt) -> list[tuple[tuple[str, str], str]]:
    kept = attempt.method
    receipt = _mapping(kept.get("cashReceipt"))
    months = kept.get("installmentMonths")
    plan = ""
    if kept.get("type") == "card":
        plan = (
            staff_text(f"{months}개월", f"{months} months")
            if months
            else staff_text("일시불", "none")
        )
        if months and (payer := _PAYERS.get(str(kept.get("interestPayer")))):
            plan += f" ({staff_text(*payer)})"
    failure = " ".join(filter(None, (attempt.failure_code, attempt.failure_message)))
    return [
        (("승인 시각", "Approved"), moment(attempt.approved_at)),
        (("할부", "Instalments"), plan),
        (("승인번호", "Approval no."), str(kept.get("approveNo") or "")),
        (("현금영수증", "Cash receipt"), _cash_receipt(receipt)),
        (("주문번호", "Order no. at Toss"), attempt.order_id),
        (("결제키", "Payment key"), mask(attempt.payment_key) if attempt.payment_key else ""),
        (("오류", "Error"), failure),
    ]


def _cash_receipt(receipt: dict[str, Any]) -> str:
    return " ".join(str(receipt[name]) for name in ("type", "issueNumber") if receipt.get(name))


def _receipts(method: dict[str, Any]) -> list[tuple[tuple[str, str], str]]:
    cash = _mapping(method.get("cashReceipt"))
    return [
        (("매출전표", "Receipt"), _address(method.get("receiptUrl"))),
        (("현금영수증", "Cash receipt"), _address(cash.get("receiptUrl"))),
    ]


def _address(value: object) -> str:
    """One that a browser may be sent to."""
    try:
        fine = isinstance(value, str) and urlsplit(value).scheme in ("https", "http")
    except ValueError:
        fine = False
    return str(value) if fine else ""


def _refund(row: Refund) -> dict[str, str]:
    *texts, look = _REFUNDS[RefundStatus(row.status)]
    reason = " ".join(filter(None, (row.reason, row.code)))
    return {
        "at": moment(row.done_at or row.created_at),
        "won": won(row.amount),
        "state": staff_text(*texts),
        "look": look,
        "reason": reason,
    }


def _other(attempt: Attempt) -> dict[str, str]:
    state, look = state_of(attempt)
    return {
        "at": moment(attempt.opened_at),
        "state": state,
        "look": look,
        "won": won(attempt.amount),
        "code": attempt.failure_code,
        "order_id": attempt.order_id,
    }


def _more(count: int) -> str:
    return staff_text(f"외 {count:,}건", f"and {count:,} more") if count > 0 else ""


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def won(amount: int) -> str:
    return f"₩{amount:,}"


def moment(at: datetime.datetime | None) -> str:
    """In Seoul's time."""
    return f"{at.astimezone(KST):%Y-%m-%d %H:%M}" if at else ""
