"""What a buyer reads for the codes that he can meet: what has happened, and what to do next.

The windows' codes (failUrl) and the refusals of a confirm or a charge; those of a setting of the
shop's, and the ones that say no more than that something failed, have one text for all of a kind.
"""

from __future__ import annotations

# Toss's codes, the text in Korean, the text in English.
_TEXTS: tuple[tuple[str, str, str], ...] = (
    (
        "PAY_PROCESS_CANCELED USER_CANCEL",
        "결제를 취소했습니다. 계속하려면 다시 결제해 주세요.",
        "You canceled the payment. Pay again to go on.",
    ),
    (
        "PAY_PROCESS_ABORTED",
        "결제가 실패했습니다. 다시 시도하거나 다른 결제수단을 선택해 주세요.",
        "The payment failed. Please try again or choose another way to pay.",
    ),
    (
        "REJECT_CARD_COMPANY",
        "카드사에서 승인을 거절했습니다. 카드사에 확인하거나 다른 카드로 결제해 주세요.",
        "The card company refused. Please ask it, or pay with another card.",
    ),
    (
        "REJECT_CARD_PAYMENT",
        "한도 초과 또는 잔액 부족으로 결제하지 못했습니다. 다른 결제수단을 선택해 주세요.",
        "Over the limit or not enough money. Please choose another way to pay.",
    ),
    (
        "REJECT_ACCOUNT_PAYMENT",
        "계좌 잔액이 부족해 결제하지 못했습니다. 다른 결제수단을 선택해 주세요.",
        "Not enough money in the account. Please choose another way to pay.",
    ),
    (
        "NOT_FOUND_PAYMENT_SESSION NOT_FOUND_PAYMENT EXPIRED EXPIRED_PAYMENT",
        "결제 시간이 지나 승인되지 않았습니다. 결제되지 않았으니 다시 결제해 주세요.",
        ("The payment took too long and was not approved. Nothing was charged; please pay again."),
    ),
    (
        "FORBIDDEN_REQUEST",
        "결제 정보가 처음 요청과 달라 승인되지 않았습니다. 결제되지 않았으니 다시 결제해 주세요.",
        (
            "The payment differs from its request and was not approved. Nothing was charged; "
            "please pay again."
        ),
    ),
    (
        "DUPLICATED_ORDER_ID",
        "이미 사용된 주문번호입니다. 새 결제창에서 다시 결제해 주세요.",
        "The order number was used already. Please pay in the new window.",
    ),
    (
        "RESTRICTED_TRANSFER_ACCOUNT",
        "등록한 지 12시간이 지나지 않은 계좌입니다. 다른 결제수단을 선택해 주세요.",
        "The account was registered less than 12 hours ago. Please choose another way to pay.",
    ),
    (
        "INVALID_CARD_LOST_OR_STOLEN",
        "분실 또는 도난 신고된 카드입니다. 다른 카드로 결제해 주세요.",
        "The card was reported lost or stolen. Please pay with another card.",
    ),
    (
        "INVALID_STOPPED_CARD",
        "정지된 카드입니다. 다른 카드로 결제해 주세요.",
        "The card is suspended. Please pay with another card.",
    ),
    (
        "INVALID_PASSWORD",
        "결제 비밀번호가 맞지 않습니다. 다시 시도해 주세요.",
        "The payment password is wrong. Please try again.",
    ),
    (
        "MAINTAINED_METHOD",
        "점검 중인 결제수단입니다. 다른 결제수단을 선택해 주세요.",
        "This way to pay is under maintenance. Please choose another one.",
    ),
    (
        "SUSPECTED_PHISHING_PAYMENT",
        "금융사기가 의심되어 결제가 중단되었습니다. 상점에 문의해 주세요.",
        "The payment was stopped on suspicion of fraud. Please ask the shop.",
    ),
    (
        "CANCELED",
        "결제가 취소되어 환불되었습니다. 다시 결제해 주세요.",
        "The payment was canceled and refunded. Please pay again.",
    ),
    (
        "FAILED_CARD_COMPANY",
        "카드사 오류로 승인되지 않았습니다. 잠시 후 다시 시도하거나 다른 카드로 결제해 주세요.",
        (
            "The card company failed to answer as it should. Please try again shortly, or pay "
            "with another card."
        ),
    ),
    (
        "INVALID_REJECT_CARD",
        "카드 사용이 거절되었습니다. 카드사에 확인하거나 다른 카드로 결제해 주세요.",
        "The card was refused. Please ask the card company, or pay with another card.",
    ),
    (
        "INVALID_CARD_EXPIRATION",
        "유효기간이 지났거나 잘못된 카드입니다. 카드를 다시 등록하거나 다른 카드로 결제해 주세요.",
        "The card has expired. Please register it again, or pay with another card.",
    ),
    (
        """
        INVALID_CARD INVALID_CARD_COMPANY INVALID_CARD_NUMBER INVALID_CARD_IDENTITY
        INVALID_CARD_PASSWORD INVALID_BIRTH_DAY_FORMAT
        """,
        "카드 정보가 올바르지 않습니다. 정보를 확인하거나 다른 카드로 결제해 주세요.",
        "The card's details are wrong. Please check them, or pay with another card.",
    ),
    (
        "INVALID_CARD_INFO_RE_REGISTER",
        "더 이상 쓸 수 없는 카드 정보입니다. 브랜드페이에서 카드를 다시 등록해 주세요.",
        "The card's details are no longer valid. Please register the card anew in Brandpay.",
    ),
    (
        "NOT_SUPPORTED_CARD_TYPE",
        "이 상점에서 쓸 수 없는 카드입니다. 다른 카드로 결제해 주세요.",
        "This shop does not take that kind of card. Please pay with another one.",
    ),
    (
        "INVALID_ACCOUNT_INFO_RE_REGISTER REJECT_TOSSPAY_INVALID_ACCOUNT",
        "더 이상 쓸 수 없는 계좌 정보입니다. 브랜드페이에서 계좌를 다시 등록해 주세요.",
        (
            "The account's details are no longer valid. Please register the account anew in "
            "Brandpay."
        ),
    ),
    (
        """
        INVALID_ACCOUNT_NUMBER INVALID_ACCOUNT_NUMBER_OR_UNAVAILABLE
        INVALID_ACCOUNT_NOT_CORRECT_BANK
        """,
        "계좌 정보가 올바르지 않습니다. 정보를 확인하거나 다른 계좌로 결제해 주세요.",
        "The account's details are wrong. Please check them, or pay from another account.",
    ),
    (
        "NOT_FOUND_METHOD NOT_FOUND_METHOD_IN_GROUP NOT_FOUND_METHOD_OWNERSHIP",
        "등록된 결제수단을 찾을 수 없습니다. 다른 결제수단을 선택하거나 새로 등록해 주세요.",
        "That payment method was not found. Please choose another one, or register it anew.",
    ),
    (
        "NOT_FOUND_CUSTOMER FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER",
        "브랜드페이에서 회원 정보를 찾을 수 없습니다. 결제창에서 결제수단을 다시 등록해 주세요.",
        (
            "Brandpay does not know you any more. Please register a payment method anew in the "
            "window."
        ),
    ),
    (
        """
        EXCEED_MAX_PAYMENT_AMOUNT EXCEED_MAX_AMOUNT EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT
        EXCEED_MAX_ONE_DAY_AMOUNT EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT
        EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT EXCEED_UNKNOWN_CASE
        """,
        "결제 한도를 넘었습니다. 한도를 확인하거나 다른 결제수단을 선택해 주세요.",
        (
            "The limit of this way to pay is exceeded. Please check it, or choose another way to "
            "pay."
        ),
    ),
    (
        "EXCEED_MAX_DAILY_PAYMENT_COUNT",
        "하루 결제 횟수를 넘었습니다. 다른 결제수단을 선택하거나 내일 다시 결제해 주세요.",
        (
            "This was used as often as it may be in a day. Please choose another way to pay, or "
            "try tomorrow."
        ),
    ),
    (
        "EXCEED_MAX_AUTH_COUNT",
        "인증할 수 있는 횟수를 넘었습니다. 카드사에 확인하거나 다른 결제수단을 선택해 주세요.",
        (
            "Too many tries to authenticate. Please ask the card company, or choose another way "
            "to pay."
        ),
    ),
    (
        "EXCEEDS_TRANSFER_AMOUNT_MAXIMUM",
        "계좌로는 한 번에 1,000만 원까지 결제할 수 있습니다. 다른 결제수단을 선택해 주세요.",
        "Accounts pay 10,000,000 won at most at one time. Please choose another way to pay.",
    ),
    (
        """
        EXCEED_MAX_CARD_INSTALLMENT_PLAN EXCEED_MIN_CARD_INSTALLMENT_PLAN
        INVALID_CARD_INSTALLMENT_PLAN INVALID_CARD_INSTALLMENT_AMOUNT
        NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN
        """,
        "이 카드로는 선택한 할부를 쓸 수 없습니다. 일시불이나 다른 개월 수로 결제해 주세요.",
        ("This card does not take that instalment plan. Please pay at once, or in other months."),
    ),
    (
        """
        NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT NOT_ALLOWED_INSTALLMENT_BELOW_AMOUNT
        """,
        "할부는 5만 원 이상부터 쓸 수 있습니다. 일시불로 결제해 주세요.",
        "Instalments begin at 50,000 won. Please pay at once.",
    ),
    (
        "NOT_ALLOWED_POINT_USE",
        "이 카드의 포인트를 쓸 수 없습니다. 포인트 없이 결제하거나 다른 카드를 선택해 주세요.",
        ("The points of this card cannot be used. Please pay without them, or with another card."),
    ),
    (
        "INVALID_MAXIMUM_DISCOUNT_AMOUNT EXCEED_MAX_DISCOUNT_COUNT",
        "쓸 수 없거나 소진된 할인입니다. 할인 없이 결제하거나 다른 결제수단을 선택해 주세요.",
        (
            "That discount cannot be had, or is used up. Please pay without it, or choose "
            "another way to pay."
        ),
    ),
    (
        "NOT_AVAILABLE_BANK NOT_AVAILABLE_PAYMENT",
        "지금은 이용할 수 없는 시간입니다. 나중에 다시 시도하거나 다른 결제수단을 선택해 주세요.",
        (
            "This cannot be used at this time of day. Please try later, or choose another way to "
            "pay."
        ),
    ),
    (
        "USER_ACCOUNT_ON_HOLD FDS_ERROR",
        "위험 거래로 감지되어 중단되었습니다. 상점에 문의하거나 다른 결제수단을 선택해 주세요.",
        ("The payment was stopped as a risk. Please ask the shop, or choose another way to pay."),
    ),
    (
        "INVALID_AUTHORIZE_AUTH INVALID_BILLING_AUTH INVALID_IDENTIFICATION_TYPE",
        "인증이 유효하지 않아 승인되지 않았습니다. 결제창에서 다시 결제해 주세요.",
        "The authentication is not valid. Please pay anew in the window.",
    ),
    (
        "NEED_AGREEMENT_WITH_TERMS",
        "브랜드페이 약관에 동의해야 합니다. 결제창에서 약관에 동의한 뒤 다시 시도해 주세요.",
        ("Brandpay's terms must be agreed to. Please agree to them in the window, then try again."),
    ),
    (
        "REQUIRED_BILLING_TERMS",
        "자동결제에 동의하지 않아 바로 결제하지 못했습니다. 결제창에서 결제해 주세요.",
        "You have not agreed to automatic payments. Please pay in the window.",
    ),
    (
        "INVALID_METHOD_TRANSACTION",
        "브랜드페이 창이 이미 열려 있습니다. 열린 창을 닫고 다시 시도해 주세요.",
        "A Brandpay window is open already. Please close it and try again.",
    ),
)

TEXTS: dict[str, tuple[str, str]] = {
    code: (ko, en) for codes, ko, en in _TEXTS for code in codes.split()
}
"""Toss's code → in Korean and in English."""
