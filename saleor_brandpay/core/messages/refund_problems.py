"""Why a refund was not made, said to staff: what to do next."""

from __future__ import annotations

import datetime
import logging
from dataclasses import replace
from decimal import Decimal

from ...api.fields import KST
from ..installation.frozen import CODE
from .problem import Problem

_ORDINARY = ("REPEATED_REFUND", "BUSY", "NOTHING_LEFT", "GRANT_ELSEWHERE")


def log_level(problem: Problem) -> int:
    """How loud a refund that was not made is logged: a second click is nobody's alarm."""
    return logging.INFO if problem.code in _ORDINARY else logging.ERROR


UNKNOWN_PAYMENT = Problem(
    code="UNKNOWN_PAYMENT",
    ko="이 결제의 브랜드페이 기록이 없어 여기서 환불할 수 없습니다. 토스페이먼츠 상점관리자에서 "
    "환불하세요.",
    en="There is no Brandpay record of this payment here: refund it in the Toss console.",
)


FRACTION = Problem(
    code="INVALID_AMOUNT",
    ko="환불 금액은 원 단위 정수여야 합니다.",
    en="A refund must be whole won.",
)


CHECKING = Problem(
    code="CHECKING",
    # First of all that it is no failure: Saleor's own line above it says "failed".
    ko="실패가 아니라 환불 결과를 확인하는 중입니다. 결과는 주문 이력에 나타납니다. 같은 환불을 "
    "다시 눌러도 두 번 환불되지 않습니다.",
    en="Not failed: the refund is being checked, and the order's history will tell the result. "
    "Repeating the same refund is safe: it will not be made twice.",
)


NOT_MADE = Problem(
    code="NOT_MADE",
    ko="토스페이먼츠에서 하루 동안 확인했지만 이 환불은 되지 않았습니다. 남은 금액을 확인하고 다시 "
    "환불하세요.",
    en="Toss Payments was asked for a day, and this refund was not made. Look at what is left, and "
    "refund again.",
)


KEYS_ELSEWHERE = Problem(
    code="KEY_ELSEWHERE",
    ko="이 서버에 없는 암호화 키로 저장된 시크릿 키라서 환불하지 못했습니다. 암호화 키를 바꾸는 "
    "중이면 배포가 끝난 뒤 다시 환불하세요. 아니면 brandpay_doctor를 실행하세요.",
    en="The secret key is kept under an encryption key that this server does not have, so "
    "nothing was refunded. While encryption keys are being rotated, refund again once the "
    "deployment is done; otherwise run brandpay_doctor.",
)


NOT_REACHED = Problem(
    code="NOT_REACHED",
    ko="토스페이먼츠에 연결할 수 없어 환불하지 못했습니다. 잠시 후 다시 시도하세요.",
    en="Toss Payments cannot be reached, nothing was refunded. Try again shortly.",
)


FROZEN = Problem(
    code=CODE,
    ko="이 상점은 다른 상점의 사본이거나 주소가 바뀌어 환불하지 않았습니다. 상점을 옮긴 것이면 "
    "관리자가 manage.py brandpay_moved 를 실행해야 하며, 사본이면 환불은 원래 상점에서 하세요.",
    en="This shop is a copy of another one, or has moved, so nothing was refunded. If it has "
    "moved, an administrator runs manage.py brandpay_moved; if it is a copy, refund in the shop "
    "itself.",
)


def of_refund(amount: Decimal | int, problem: Problem) -> Problem:
    """The same for an order's history, where nothing else says which refund is meant."""
    won = f"{int(amount):,}" if amount == int(amount) else f"{amount:,}"
    return replace(
        problem,
        ko=f"브랜드페이, {won}원 환불: {problem.ko}",
        en=f"Brandpay, refund of {won} won: {problem.en}",
    )


def balance_differs(balance: int) -> Problem:
    return Problem(
        code="BALANCE_DIFFERS",
        ko=f"토스페이먼츠에서 이미 환불된 금액이 있어 반영했습니다. 남은 금액은 "
        f"{balance:,}원입니다. 확인하고 다시 환불하세요.",
        en=f"Money had been refunded at Toss already and was booked now; {balance:,} won are "
        "left. Check, and refund again.",
    )


def repeated_refund(amount: int, done_at: datetime.datetime, seconds_left: int) -> Problem:
    """The guard: the same refund, moments ago."""
    at = done_at.astimezone(KST).strftime("%H:%M:%S")
    return Problem(
        code="REPEATED_REFUND",
        ko=f"같은 환불({amount:,}원)을 {at}(한국 시간)에 이미 했습니다. 한 번 더 환불하려면 "
        f"{seconds_left}초 뒤에 다시 누르세요.",
        en=f"The same refund ({amount:,} won) was made at {at}, Seoul time. To refund it once "
        f"more, try again in {seconds_left} seconds.",
    )


GRANT_ELSEWHERE = Problem(
    code="GRANT_ELSEWHERE",
    ko="이 환불 승인은 다른 거래에서 이미 환불되었거나 환불 중입니다. 두 번 환불되지 않습니다.",
    en="This granted refund was made on another transaction, or is under way there. "
    "It is not made twice.",
)


GRANT_MADE = Problem(
    code="GRANT_MADE",
    ko="이미 환불된 환불 승인입니다. 다시 환불하지 않았습니다.",
    en="This granted refund had been made already; nothing was refunded once more.",
)


GRANT_DELETED = Problem(
    code="GRANT_DELETED",
    ko="환불 승인이 삭제되어 이 요청으로는 환불하지 않았습니다.",
    en="The granted refund was deleted, so this request refunded nothing.",
)


BUSY = Problem(
    code="BUSY",
    ko="이 결제의 다른 환불이 아직 처리 중이라 환불하지 못했습니다. 잠시 후 다시 시도하세요.",
    en="Another refund of this payment is still under way, so nothing was refunded. "
    "Try again shortly.",
)


NOTHING_LEFT = Problem(
    code="NOTHING_LEFT",
    ko="이미 전액 환불되어 환불할 금액이 없습니다.",
    en="Everything was refunded already; nothing is left.",
)


NOT_SUPPORTED = Problem(
    code="NOT_SUPPORTED",
    ko="브랜드페이는 승인과 동시에 결제됩니다. 매입과 승인 취소는 없으니 환불을 사용하세요.",
    en="Brandpay charges at once: there is nothing to charge or to cancel; use a refund.",
)
