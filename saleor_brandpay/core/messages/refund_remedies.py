"""What staff do about a refund that Toss refuses: read in the message, and on the page of codes."""

from __future__ import annotations

from ...api.error_codes import Kind, kind_of

_ACCOUNT = (
    "구매자의 계좌로 환불할 수 없습니다. 다른 계좌를 받아 직접 보내세요.",
    (
        "The buyer's account takes no money. Ask the customer for another one and "
        "transfer it yourself."
    ),
)
REMEDIES = {
    "ALREADY_CANCELED_PAYMENT": (
        "이미 전액 환불되었으며 워커가 반영합니다. 할 일은 없습니다.",
        "It was refunded in full before; a worker books it. Nothing to do.",
    ),
    "ALREADY_REFUND_PAYMENT": (
        "이미 환불된 결제입니다. 남은 금액을 확인하세요.",
        "It was refunded before. Look at what is left.",
    ),
    "ALREADY_REFUNDING_PAYMENT": (
        "토스페이먼츠에서 환불이 진행 중입니다. 몇 분 뒤에 다시 확인하세요.",
        "A refund is under way at Toss Payments. Look again in some minutes.",
    ),
    "REFUND_REJECTED": (
        "카드사나 은행이 거절했습니다. 토스페이먼츠에 문의하거나 계좌로 직접 환불하세요.",
        (
            "The card company or bank refused. Ask Toss Payments, or refund by a bank "
            "transfer of your own."
        ),
    ),
    "NOT_CANCELABLE_AMOUNT": (
        "남은 금액보다 크거나 나눌 수 없는 금액입니다. 남은 금액이나 전액을 환불하세요.",
        (
            "More than what is left, or an amount that this payment cannot be split by. "
            "Refund what is left, or all."
        ),
    ),
    "NOT_CANCELABLE_PAYMENT": (
        "(더는) 환불할 수 없는 결제입니다. 토스페이먼츠에 문의하세요.",
        "The payment cannot be refunded (any more). Ask Toss Payments.",
    ),
    "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER": (
        "휴면 처리된 구매자입니다. 토스페이먼츠에 문의하세요.",
        "The buyer's account is dormant. Ask Toss Payments.",
    ),
    "NOT_MATCHES_REFUNDABLE_AMOUNT": (
        "토스페이먼츠에 남은 금액이 예상과 다릅니다. 주문을 확인하고 다시 환불하세요.",
        (
            "What is left at Toss Payments is not what was expected; it is read and booked. "
            "Look at the order, then refund again."
        ),
    ),
    "NOT_ALLOWED_PARTIAL_REFUND": (
        "부분 환불이 안 되는 카드나 할인입니다. 전액만 환불할 수 있습니다.",
        "This card or discount allows a full refund only.",
    ),
    "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT": (
        "토스페이먼츠에 입금되기 전에는 부분 환불할 수 없습니다. 나중에 다시 시도하세요.",
        "Not before the money has arrived at Toss Payments. Try again later.",
    ),
    "NOT_ALLOWED_REFUND_BANK": (
        "환불할 수 없는 은행입니다. 고객에게 다른 계좌를 받아 직접 보내세요.",
        "The bank takes no refunds. Ask the customer for another account and transfer it yourself.",
    ),
    "NOT_SUPPORTED_REFUND": (
        "API로 환불할 수 없는 결제입니다. 토스페이먼츠 상점관리자에서 환불하세요.",
        "This payment cannot be refunded by the API. Use Toss's console.",
    ),
    "EXCEED_MAX_REFUND_DUE": (
        "환불할 수 있는 기간이 지났습니다. 계좌로 직접 보내세요.",
        "The time for refunds has passed. Transfer it yourself.",
    ),
    "EXCEED_MAX_REFUND_AMOUNT": (
        "환불할 수 있는 금액을 넘었습니다. 내일 다시 시도하거나 토스페이먼츠에 문의하세요.",
        (
            "More than may be refunded at one time or in a day. Try again tomorrow, or ask "
            "Toss Payments."
        ),
    ),
    "EXCEED_CANCEL_LIMIT": (
        "정산받을 금액이 모자랍니다. 내일 다시 시도하거나 토스페이먼츠에 문의하세요.",
        (
            "Refunds are taken from what Toss Payments owes you, and that does not suffice "
            "today. Try again tomorrow, or ask Toss Payments."
        ),
    ),
    "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT": (
        "남는 금액이 즉시할인 금액보다 적습니다. 전액을 환불하세요.",
        "What would be left is less than the instant discount. Refund all.",
    ),
    "INVALID_REFUND_AMOUNT": (
        "환불 금액이 올바르지 않습니다. 남은 금액을 확인하세요.",
        "The amount is not valid. Look at what is left.",
    ),
    "INVALID_REFUND_ACCOUNT_INFO": _ACCOUNT,
    "INVALID_REFUND_ACCOUNT_NUMBER": _ACCOUNT,
    "INVALID_BANK": _ACCOUNT,
    "FORBIDDEN_BANK_REFUND_REQUEST": (
        "은행에서 지금은 환불을 받지 않습니다. 나중에 다시 시도하세요.",
        "The bank takes no refunds at this time of day. Try again later.",
    ),
}
"""Of each code of Toss's that is about refunds: Korean, English."""
_OF_KIND = {
    Kind.CONFIGURATION: (
        "브랜드페이 플러그인 설정에서 시크릿 키를 확인하고 다시 환불하세요.",
        "Check the secret key in the settings of the Brandpay plugin, then refund again.",
    ),
    Kind.RATE_LIMITED: ("1분 뒤에 다시 환불하세요.", "Refund again in a minute."),
}
_OTHERS = (
    "다시 환불해 보고, 계속되면 코드를 토스페이먼츠에 문의하세요.",
    "Refund again; if it goes on, ask Toss Payments about the code.",
)


def remedy(code: str) -> tuple[str, str]:
    """In Korean and English, whatever the code."""
    return REMEDIES.get(code) or _OF_KIND.get(kind_of(code), _OTHERS)
