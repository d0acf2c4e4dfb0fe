"""What a buyer is told for a code of Toss's. Codes without a line of their own use their kind's."""

from __future__ import annotations

from ...api.error_codes import Kind, kind_of
from .problems import OURS, Problem

_BUYER: dict[str, tuple[str, str]] = {
    "PAY_PROCESS_CANCELED": (
        "결제를 취소했습니다. 계속하려면 다시 결제해 주세요.",
        "You canceled the payment. Pay again to go on.",
    ),
    "USER_CANCEL": (
        "결제를 취소했습니다. 계속하려면 다시 결제해 주세요.",
        "You canceled the payment. Pay again to go on.",
    ),
    "PAY_PROCESS_ABORTED": (
        "결제가 실패했습니다. 다시 시도하거나 다른 결제수단을 선택해 주세요.",
        "The payment failed. Please try again or choose another way to pay.",
    ),
    "REJECT_CARD_COMPANY": (
        "카드사에서 승인을 거절했습니다. 카드사에 확인하거나 다른 카드로 결제해 주세요.",
        "The card company refused. Please ask it, or pay with another card.",
    ),
    "REJECT_CARD_PAYMENT": (
        "한도 초과 또는 잔액 부족으로 결제하지 못했습니다. 다른 결제수단을 선택해 주세요.",
        "Over the limit or not enough money. Please choose another way to pay.",
    ),
    "REJECT_ACCOUNT_PAYMENT": (
        "계좌 잔액이 부족해 결제하지 못했습니다. 다른 결제수단을 선택해 주세요.",
        "Not enough money in the account. Please choose another way to pay.",
    ),
    "NOT_FOUND_PAYMENT_SESSION": (
        "결제 시간이 지나 승인되지 않았습니다. 결제되지 않았으니 다시 결제해 주세요.",
        "The payment took too long and was not approved. Nothing was charged; please pay again.",
    ),
    "FORBIDDEN_REQUEST": (
        "결제 정보가 처음 요청과 달라 승인되지 않았습니다. 결제되지 않았으니 다시 결제해 주세요.",
        (
            "The payment differs from its request and was not approved. "
            "Nothing was charged; please pay again."
        ),
    ),
    "EXPIRED": (
        "결제 시간이 지나 승인되지 않았습니다. 결제되지 않았으니 다시 결제해 주세요.",
        "The payment took too long and was not approved. Nothing was charged; please pay again.",
    ),
    "DUPLICATED_ORDER_ID": (
        "이미 사용된 주문번호입니다. 새 결제창에서 다시 결제해 주세요.",
        "The order number was used already. Please pay in the new window.",
    ),
    "RESTRICTED_TRANSFER_ACCOUNT": (
        "등록한 지 12시간이 지나지 않은 계좌입니다. 다른 결제수단을 선택해 주세요.",
        "The account was registered less than 12 hours ago. Please choose another way to pay.",
    ),
    "INVALID_CARD_LOST_OR_STOLEN": (
        "분실 또는 도난 신고된 카드입니다. 다른 카드로 결제해 주세요.",
        "The card was reported lost or stolen. Please pay with another card.",
    ),
    "INVALID_STOPPED_CARD": (
        "정지된 카드입니다. 다른 카드로 결제해 주세요.",
        "The card is suspended. Please pay with another card.",
    ),
    "INVALID_PASSWORD": (
        "결제 비밀번호가 맞지 않습니다. 다시 시도해 주세요.",
        "The payment password is wrong. Please try again.",
    ),
    "MAINTAINED_METHOD": (
        "점검 중인 결제수단입니다. 다른 결제수단을 선택해 주세요.",
        "This way to pay is under maintenance. Please choose another one.",
    ),
    "SUSPECTED_PHISHING_PAYMENT": (
        "금융사기가 의심되어 결제가 중단되었습니다. 상점에 문의해 주세요.",
        "The payment was stopped on suspicion of fraud. Please ask the shop.",
    ),
    "CANCELED": (
        "결제가 취소되어 환불되었습니다. 다시 결제해 주세요.",
        "The payment was canceled and refunded. Please pay again.",
    ),
}

_CARD = (
    "결제가 승인되지 않았습니다. 다시 시도하거나 다른 결제수단을 선택해 주세요.",
    "The payment was not approved. Please try again or choose another way to pay.",
)
_SHOP = (
    "상점의 결제 설정 문제로 승인되지 않았습니다. 결제되지 않았으니 상점에 문의해 주세요.",
    (
        "The shop's payment settings are wrong, so it was not approved. "
        "Nothing was charged; please tell the shop."
    ),
)


def buyer_problem(code: str) -> Problem:
    """The buyer's message for a code; any text that is no code of Toss's gets the general one."""
    if code in OURS:
        return OURS[code]
    if len(code) > 64 or not code.replace("_", "").isalnum() or not code.isascii():
        code = "UNKNOWN"
    ko, en = _BUYER.get(code) or (_SHOP if kind_of(code) is Kind.CONFIGURATION else _CARD)
    return Problem(code=code, ko=ko, en=en)


def staff_problem(code: str, message: str) -> Problem:
    """A refusal by Toss for staff: Toss's own reason and code."""
    said = message.strip() or "-"
    return Problem(
        code=code or "UNKNOWN",
        ko=f"토스페이먼츠가 거절했습니다: {said} [{code or 'UNKNOWN'}]",
        en=f"Toss Payments refused: {said} [{code or 'UNKNOWN'}]",
    )
