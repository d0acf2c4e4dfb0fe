"""What a difference means and what to do about it, in Korean and English."""

from __future__ import annotations

from ...reconcile.report.explanations import Words, won
from ..line import Difference, Line

TITLES = {
    Difference.ONLY_AT_TOSS: Words(ko="토스에만 있는 결제", en="Paid at Toss and not here"),
    Difference.REFUND_ONLY_AT_TOSS: Words(ko="토스에만 있는 환불", en="Refunded only at Toss"),
    Difference.NOT_SETTLED: Words(ko="정산되지 않은 결제", en="Paid here and not settled"),
    Difference.REFUND_NOT_SETTLED: Words(
        ko="정산되지 않은 환불", en="Refunded here and not settled"
    ),
    Difference.AMOUNT: Words(ko="금액 불일치", en="Amounts differ"),
    Difference.REPEATED: Words(ko="두 번 정산된 거래", en="Listed twice"),
    Difference.UNREADABLE: Words(ko="읽을 수 없는 행", en="Row that cannot be read"),
}

_WHAT = {
    Difference.ONLY_AT_TOSS: Words(
        ko="토스가 {toss}원을 정산하지만 여기에는 승인된 결제가 없습니다.",
        en="Toss settles {toss} won for which there is no approved payment here.",
    ),
    Difference.REFUND_ONLY_AT_TOSS: Words(
        ko="토스가 {toss}원의 환불을 정산하지만 여기에는 그 환불이 없습니다.",
        en="Toss settles a refund of {toss} won that is not known here.",
    ),
    Difference.NOT_SETTLED: Words(
        ko="여기서 {here}원이 결제되었으나 토스의 정산 목록에 없습니다.",
        en="{here} won were paid here, and Toss lists no settlement of them.",
    ),
    Difference.REFUND_NOT_SETTLED: Words(
        ko="여기서 {here}원이 환불되었으나 토스의 정산 목록에 없습니다.",
        en="{here} won were refunded here, and Toss lists no settlement of it.",
    ),
    Difference.AMOUNT: Words(
        ko="토스의 정산 금액은 {toss}원, 여기의 금액은 {here}원입니다.",
        en="Toss settles {toss} won, and here it is {here} won.",
    ),
    Difference.REPEATED: Words(
        ko="같은 거래({toss}원)가 정산 목록에 두 번 있습니다.",
        en="One transaction ({toss} won) is listed twice.",
    ),
    Difference.UNREADABLE: Words(
        ko="이 결제({here}원)의 정산 행을 읽을 수 없습니다.",
        en="The row of this payment of {here} won cannot be read.",
    ),
}

_BOOKS = Words(
    ko="그날을 manage.py brandpay_reconcile --since {day} --heal 로 대사하세요.",
    en="Compare the books of that day: manage.py brandpay_reconcile --since {day} --heal.",
)
_NEXT = {
    Difference.ONLY_AT_TOSS: _BOOKS,
    Difference.REFUND_ONLY_AT_TOSS: _BOOKS,
    Difference.NOT_SETTLED: Words(
        ko="다음 달에 다시 실행하고, 그래도 없으면 결제 키와 함께 토스페이먼츠에 문의하세요.",
        en="Run it again next month; if it is still missing ask Toss, with the payment key.",
    ),
    Difference.REPEATED: Words(
        ko="다시 실행해 보고, 그대로면 거래 키와 함께 토스페이먼츠에 문의하세요.",
        en="Run it again, as the list may have moved while it was read; if it stays, ask Toss, "
        "with the transaction key.",
    ),
    Difference.AMOUNT: Words(
        ko="manage.py brandpay_reconcile --since {day} --deep 로 그 결제를 읽고, 같은 금액이면 "
        "토스페이먼츠에 문의하세요.",
        en="Have the payment read: manage.py brandpay_reconcile --since {day} --deep. If that "
        "agrees, ask Toss.",
    ),
    Difference.UNREADABLE: Words(
        ko="상점관리자의 정산 화면에서 이 결제를 확인하세요.",
        en="Look at this payment among the settlements of the Toss console (상점관리자).",
    ),
}
_NEXT[Difference.REFUND_NOT_SETTLED] = _NEXT[Difference.NOT_SETTLED]


def what(line: Line) -> Words:
    toss, here = (won(abs(amount or 0)) for amount in (line.amount, line.here))
    return _WHAT[Difference(line.difference)].filled(toss=toss, here=here)


def next_step(line: Line) -> Words:
    return _NEXT[Difference(line.difference)].filled(day=line.sold or "…")
