"""Everything that can stand in the way of a payment, said to people: what to do next."""

from __future__ import annotations

from ..installation.frozen import CODE
from .problem import Problem

NOT_ACTIVE = Problem.of(
    "NOT_ACTIVE",
    "이 상점에서는 지금 브랜드페이로 결제할 수 없습니다. 다른 결제수단을 선택해 주세요.",
    "Brandpay is not available in this shop now. Please choose another way to pay.",
)
UNPAID_ORDERS = Problem.of(
    "UNPAID_ORDERS_ALLOWED",
    "이 상점은 결제 전에 주문을 만들므로 이 방법으로는 결제할 수 없습니다. 결제되지 않았으니 "
    "주문을 먼저 한 뒤 결제해 주세요.",
    "This shop makes orders before they are paid, so they cannot be paid this way. Nothing was "
    "charged; please place the order first and pay it then.",
)
MISCONFIGURED = Problem.of(
    "MISCONFIGURED",
    "상점의 브랜드페이 설정에 문제가 있어 결제할 수 없습니다. 결제되지 않았으니 "
    "상점에 문의해 주세요.",
    "The shop's Brandpay settings are wrong, so nothing was charged. Please tell the shop.",
)
KEYS_ELSEWHERE = Problem.of(
    "CHECKING",
    "상점의 다른 서버에서 결제를 확인해야 합니다. 잠시 후 다시 시도해 주세요. 두 번 결제되지 "
    "않습니다. 계속되면 상점에 문의해 주세요.",
    "Another of the shop's servers has to check this payment. Please try again shortly; you will "
    "not be charged twice. If this goes on, please tell the shop.",
)
FROZEN = Problem.of(
    CODE,
    "이 상점은 다른 상점의 사본이거나 주소가 바뀌어 지금은 토스페이먼츠에 결제, 환불, 삭제를 "
    "요청하지 않습니다. 아무것도 처리되지 않았으니 상점에 문의해 주세요.",
    "This shop is a copy of another one, or has moved, and asks Toss Payments for no payment, "
    "refund or removal now. Nothing was done; please tell the shop.",
)
CURRENCY = Problem.of(
    "NOT_SUPPORTED_CURRENCY",
    "브랜드페이는 원화(KRW) 결제만 지원합니다.",
    "Brandpay takes Korean won (KRW) only.",
)
FRACTION = Problem.of(
    "INVALID_AMOUNT",
    "결제 금액에 1원 미만의 단위가 있어 결제할 수 없습니다. 상점에 문의해 주세요.",
    "The amount has a fraction of a won and cannot be paid. Please tell the shop.",
)
BELOW_MINIMUM = Problem.of(
    "BELOW_MINIMUM_AMOUNT",
    "결제 금액이 너무 적습니다. 카드는 100원, 계좌는 200원부터 결제할 수 있습니다.",
    "The amount is too small: cards take 100 won or more, accounts 200 won or more.",
)
TOTAL_CHANGED = Problem.of(
    "TOTAL_CHANGED",
    "주문 금액이 바뀌었습니다. 결제되지 않았으니 결제를 새로 시작해 주세요.",
    "The total has changed. Nothing was charged; please start the payment anew.",
)
KEYS_CHANGED = Problem.of(
    "KEYS_CHANGED",
    "상점의 결제 설정이 바뀌어 이 결제창은 더 이상 쓸 수 없습니다. 결제되지 않았으니 새 결제창에서 "
    "다시 시도해 주세요.",
    "The shop's payment settings have changed and that payment window is no longer valid. Nothing "
    "was charged; please use the new one.",
)
GIFT_CARDS = Problem.of(
    "GIFT_CARDS",
    "이 상점에서는 기프트카드를 쓰면서 이 방법으로 결제할 수 없습니다. 결제되지 않았으니 "
    "기프트카드를 빼거나 다른 결제수단을 선택해 주세요.",
    "This shop cannot take gift cards together with this way to pay. Nothing was charged; "
    "please remove the gift card or choose another way to pay.",
)
NOTHING_OWED = Problem.of(
    "NOTHING_OWED",
    "이미 전액 결제되어 더 결제할 금액이 없습니다. 결제되지 않았습니다.",
    "Nothing is left to pay. Nothing was charged.",
)
ORDER_CLOSED = Problem.of(
    "ORDER_CLOSED",
    "취소되었거나 기한이 지난 주문이라 결제할 수 없습니다. 이 결제로 청구되는 금액은 없습니다.",
    "This order was cancelled or has expired and cannot be paid. "
    "Nothing is charged by this payment.",
)
CHECKING = Problem.of(
    "CHECKING",
    "결제 결과를 확인하고 있습니다. 잠시 후 다시 확인해 주세요. 두 번 결제되지 않습니다.",
    "We are checking the result of the payment. Please try again shortly; "
    "you will not be charged twice.",
)
PRICES_STALE = Problem.of(
    "CHECKING",
    "주문 금액을 다시 계산하고 있습니다. 잠시 후 다시 확인해 주세요. 두 번 결제되지 않습니다.",
    "The total is being calculated anew. Please try again shortly; you will not be charged twice.",
)
NO_TAXES = Problem.of(
    "TAX_ERROR",
    "지금은 상점에서 세금을 계산할 수 없어 결제할 수 없습니다. 잠시 후 다시 시도해 주세요. "
    "두 번 결제되지 않습니다.",
    "The shop cannot calculate the taxes now, so the order cannot be paid. "
    "Please try again shortly; you will not be charged twice.",
)
BEING_REFUNDED = Problem.of(
    "BEING_REFUNDED",
    "주문을 완료할 수 없어 결제를 환불하고 있습니다. 환불이 확인되면 다시 결제할 수 있습니다.",
    "The order could not be completed and the payment is being refunded. "
    "You can pay again once the refund is confirmed.",
)
REFUNDED = Problem.of(
    "REFUNDED",
    "주문을 완료할 수 없어 결제를 전액 환불했습니다. 결제를 새로 시작해 주세요.",
    "The order could not be completed and the payment was refunded in full. "
    "Please start the payment anew.",
)
WRONG_AMOUNT = Problem.of(
    "AMOUNT_MISMATCH",
    "결제 금액이 주문 금액과 다릅니다. 결제되지 않았으니 다시 시도해 주세요.",
    "The amount differs from the order's. Nothing was charged; please try again.",
)
WRONG_ORDER = Problem.of(
    "ORDER_MISMATCH",
    "이 결제창은 더 이상 쓸 수 없습니다. 결제되지 않았으니 새 결제창에서 다시 시도해 주세요.",
    "That payment window is no longer valid. Nothing was charged; please use the new one.",
)
BAD_RETURN = Problem.of(
    "INVALID_PAYMENT_DATA",
    "결제창의 결과를 읽을 수 없습니다. 결제되지 않았으니 다시 시도해 주세요.",
    "The result of the payment window cannot be read. Nothing was charged; please try again.",
)
BAD_REQUEST = Problem.of(
    "INVALID_PAYMENT_DATA",
    "paymentData의 형식이 올바르지 않습니다. 결제되지 않았습니다.",
    "paymentData has the wrong form. Nothing was charged.",
)
BAD_RETURN_URL = Problem.of(
    "INVALID_RETURN_URL",
    "돌아올 주소(returnUrl)가 허용되지 않은 주소입니다. 결제되지 않았습니다.",
    "The returnUrl is not an allowed address (ALLOWED_CLIENT_HOSTS). Nothing was charged.",
)
NOT_REACHED = Problem.of(
    "NOT_REACHED",
    "토스페이먼츠에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요. 두 번 결제되지 않습니다.",
    "Toss Payments cannot be reached. Please try again shortly; you will not be charged twice.",
)
TRY_LATER = Problem.of(
    "TRY_LATER",
    "요청이 많아 결제를 승인하지 못했습니다. 결제되지 않았으니 잠시 후 다시 시도해 주세요.",
    "Too many requests; the payment was not approved. Nothing was charged; "
    "please try again shortly.",
)
WINDOW_EXPIRED = Problem.of(
    "WINDOW_EXPIRED",
    "결제창이 만료되었습니다. 새 결제창에서 다시 시도해 주세요.",
    "The payment window has expired. Please pay in the new one.",
)
