"""Everything that can stand in the way of a payment, said to people: what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from ..installation.frozen import CODE
from .staff import staff_text


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A reason in Korean and English."""

    code: str
    """Ours in capitals, or Toss's own code."""
    ko: str
    en: str
    toss: str = ""
    """Code and words of Toss's, for staff: they stand once, and in no sentence of ours."""

    def text(self, language: str) -> str:
        """For the buyer: in Korean when the checkout's language is Korean, else in English."""
        return self.ko if language.lower().startswith("ko") else self.en

    @property
    def for_staff(self) -> str:
        """In the language that the shop has set for them."""
        told = staff_text(self.ko, self.en)
        return f"{told} {self.toss}" if self.toss else told

    @property
    def bilingual(self) -> str:
        """For a buyer whose language we are not told."""
        return f"{self.ko} / {self.en}"


def _problem(code: str, ko: str, en: str) -> Problem:
    return Problem(code=code, ko=ko, en=en)


NOT_ACTIVE = _problem(
    "NOT_ACTIVE",
    "이 상점에서는 지금 브랜드페이로 결제할 수 없습니다. 다른 결제수단을 선택해 주세요.",
    "Brandpay is not available in this shop now. Please choose another way to pay.",
)
UNPAID_ORDERS = _problem(
    "UNPAID_ORDERS_ALLOWED",
    "이 상점은 결제 전에 주문을 만들므로 이 방법으로는 결제할 수 없습니다. 결제되지 않았으니 "
    "주문을 먼저 한 뒤 결제해 주세요.",
    "This shop makes orders before they are paid, so they cannot be paid this way. Nothing was "
    "charged; please place the order first and pay it then.",
)
MISCONFIGURED = _problem(
    "MISCONFIGURED",
    "상점의 브랜드페이 설정에 문제가 있어 결제할 수 없습니다. 결제되지 않았으니 "
    "상점에 문의해 주세요.",
    "The shop's Brandpay settings are wrong, so nothing was charged. Please tell the shop.",
)
KEYS_ELSEWHERE = _problem(
    "CHECKING",
    "상점의 다른 서버에서 결제를 확인해야 합니다. 잠시 후 다시 시도해 주세요. 두 번 결제되지 "
    "않습니다. 계속되면 상점에 문의해 주세요.",
    "Another of the shop's servers has to check this payment. Please try again shortly; you will "
    "not be charged twice. If this goes on, please tell the shop.",
)
FROZEN = _problem(
    CODE,
    "이 상점은 다른 상점의 사본이거나 주소가 바뀌어 지금은 토스페이먼츠에 결제, 환불, 삭제를 "
    "요청하지 않습니다. 아무것도 처리되지 않았으니 상점에 문의해 주세요.",
    "This shop is a copy of another one, or has moved, and asks Toss Payments for no payment, "
    "refund or removal now. Nothing was done; please tell the shop.",
)
CURRENCY = _problem(
    "NOT_SUPPORTED_CURRENCY",
    "브랜드페이는 원화(KRW) 결제만 지원합니다.",
    "Brandpay takes Korean won (KRW) only.",
)
FRACTION = _problem(
    "INVALID_AMOUNT",
    "결제 금액에 1원 미만의 단위가 있어 결제할 수 없습니다. 상점에 문의해 주세요.",
    "The amount has a fraction of a won and cannot be paid. Please tell the shop.",
)
BELOW_MINIMUM = _problem(
    "BELOW_MINIMUM_AMOUNT",
    "결제 금액이 너무 적습니다. 카드는 100원, 계좌는 200원부터 결제할 수 있습니다.",
    "The amount is too small: cards take 100 won or more, accounts 200 won or more.",
)
TOTAL_CHANGED = _problem(
    "TOTAL_CHANGED",
    "주문 금액이 바뀌었습니다. 결제되지 않았으니 결제를 새로 시작해 주세요.",
    "The total has changed. Nothing was charged; please start the payment anew.",
)
KEYS_CHANGED = _problem(
    "KEYS_CHANGED",
    "상점의 결제 설정이 바뀌어 이 결제창은 더 이상 쓸 수 없습니다. 결제되지 않았으니 새 결제창에서 "
    "다시 시도해 주세요.",
    "The shop's payment settings have changed and that payment window is no longer valid. Nothing "
    "was charged; please use the new one.",
)
GIFT_CARDS = _problem(
    "GIFT_CARDS",
    "이 상점에서는 기프트카드를 쓰면서 이 방법으로 결제할 수 없습니다. 결제되지 않았으니 "
    "기프트카드를 빼거나 다른 결제수단을 선택해 주세요.",
    "This shop cannot take gift cards together with this way to pay. Nothing was charged; "
    "please remove the gift card or choose another way to pay.",
)
NOTHING_OWED = _problem(
    "NOTHING_OWED",
    "이미 전액 결제되어 더 결제할 금액이 없습니다. 결제되지 않았습니다.",
    "Nothing is left to pay. Nothing was charged.",
)
ORDER_CLOSED = _problem(
    "ORDER_CLOSED",
    "취소되었거나 기한이 지난 주문이라 결제할 수 없습니다. 이 결제로 청구되는 금액은 없습니다.",
    "This order was cancelled or has expired and cannot be paid. "
    "Nothing is charged by this payment.",
)
CHECKING = _problem(
    "CHECKING",
    "결제 결과를 확인하고 있습니다. 잠시 후 다시 확인해 주세요. 두 번 결제되지 않습니다.",
    "We are checking the result of the payment. Please try again shortly; "
    "you will not be charged twice.",
)
PRICES_STALE = _problem(
    "CHECKING",
    "주문 금액을 다시 계산하고 있습니다. 잠시 후 다시 확인해 주세요. 두 번 결제되지 않습니다.",
    "The total is being calculated anew. Please try again shortly; you will not be charged twice.",
)
NO_TAXES = _problem(
    "TAX_ERROR",
    "지금은 상점에서 세금을 계산할 수 없어 결제할 수 없습니다. 잠시 후 다시 시도해 주세요. "
    "두 번 결제되지 않습니다.",
    "The shop cannot calculate the taxes now, so the order cannot be paid. "
    "Please try again shortly; you will not be charged twice.",
)
BEING_REFUNDED = _problem(
    "BEING_REFUNDED",
    "주문을 완료할 수 없어 결제를 환불하고 있습니다. 환불이 확인되면 다시 결제할 수 있습니다.",
    "The order could not be completed and the payment is being refunded. "
    "You can pay again once the refund is confirmed.",
)
REFUNDED = _problem(
    "REFUNDED",
    "주문을 완료할 수 없어 결제를 전액 환불했습니다. 결제를 새로 시작해 주세요.",
    "The order could not be completed and the payment was refunded in full. "
    "Please start the payment anew.",
)
WRONG_AMOUNT = _problem(
    "AMOUNT_MISMATCH",
    "결제 금액이 주문 금액과 다릅니다. 결제되지 않았으니 다시 시도해 주세요.",
    "The amount differs from the order's. Nothing was charged; please try again.",
)
WRONG_ORDER = _problem(
    "ORDER_MISMATCH",
    "이 결제창은 더 이상 쓸 수 없습니다. 결제되지 않았으니 새 결제창에서 다시 시도해 주세요.",
    "That payment window is no longer valid. Nothing was charged; please use the new one.",
)
BAD_RETURN = _problem(
    "INVALID_PAYMENT_DATA",
    "결제창의 결과를 읽을 수 없습니다. 결제되지 않았으니 다시 시도해 주세요.",
    "The result of the payment window cannot be read. Nothing was charged; please try again.",
)
BAD_REQUEST = _problem(
    "INVALID_PAYMENT_DATA",
    "paymentData의 형식이 올바르지 않습니다. 결제되지 않았습니다.",
    "paymentData has the wrong form. Nothing was charged.",
)
BAD_RETURN_URL = _problem(
    "INVALID_RETURN_URL",
    "돌아올 주소(returnUrl)가 허용되지 않은 주소입니다. 결제되지 않았습니다.",
    "The returnUrl is not an allowed address (ALLOWED_CLIENT_HOSTS). Nothing was charged.",
)
NOT_REACHED = _problem(
    "NOT_REACHED",
    "토스페이먼츠에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요. 두 번 결제되지 않습니다.",
    "Toss Payments cannot be reached. Please try again shortly; you will not be charged twice.",
)
TRY_LATER = _problem(
    "TRY_LATER",
    "요청이 많아 결제를 승인하지 못했습니다. 결제되지 않았으니 잠시 후 다시 시도해 주세요.",
    "Too many requests; the payment was not approved. Nothing was charged; "
    "please try again shortly.",
)
WINDOW_EXPIRED = _problem(
    "WINDOW_EXPIRED",
    "결제창이 만료되었습니다. 새 결제창에서 다시 시도해 주세요.",
    "The payment window has expired. Please pay in the new one.",
)
METHOD_ID_INVALID = _problem(
    "INVALID_METHOD_ID",
    "methodId는 결제수단의 id(문자열)여야 합니다. 결제되지 않았습니다.",
    "methodId must be the id of a payment method, as text. Nothing was charged.",
)
METHOD_UNKNOWN = _problem(
    "METHOD_NOT_FOUND",
    "등록된 결제수단을 찾을 수 없습니다. 목록을 새로 고친 뒤 다시 선택해 주세요.",
    "That payment method was not found. Please reload the list and choose again.",
)
METHOD_DISABLED = _problem(
    "METHOD_DISABLED",
    "지금 사용할 수 없는 결제수단입니다. 다른 결제수단을 선택해 주세요.",
    "That payment method cannot be used now. Please choose another one.",
)
BILLING_CONSENT = _problem(
    "BILLING_CONSENT_NEEDED",
    "이 결제수단으로 바로 결제하려면 브랜드페이 창에서 자동결제에 한 번 동의해야 합니다. 결제되지 "
    "않았으니 동의한 뒤 다시 결제하거나 결제창에서 결제해 주세요.",
    "To pay at once with this method you have to agree to automatic payments in the Brandpay "
    "window, once. Nothing was charged; please agree and pay again, or pay in the payment window.",
)
WALLET_NOT_READ = _problem(
    "WALLET_NOT_READ",
    "지금은 토스페이먼츠에서 결제수단을 확인할 수 없습니다. 잠시 후 다시 시도해 주세요.",
    "Toss Payments cannot be asked about your payment methods now. Please try again shortly.",
)
TOKEN_NEEDED = _problem(
    "REGISTRATION_NEEDED",
    "브랜드페이 본인 확인이 필요합니다. 브랜드페이 창에서 결제수단을 추가하거나 결제해 본인 "
    "확인을 마친 뒤 다시 시도해 주세요.",
    "Brandpay has to make sure that it is you: add a payment method or pay in the Brandpay "
    "window once, then try again.",
)
REMOVAL_UNKNOWN = _problem(
    "REMOVAL_UNKNOWN",
    "결제수단이 삭제되었는지 아직 확인하지 못했습니다. 잠시 후 목록을 새로 고쳐 확인해 주세요.",
    "It is not known yet whether the payment method was removed. Please reload the list shortly.",
)
REMOVAL_REFUSED = _problem(
    "REMOVAL_REFUSED",
    "토스페이먼츠에서 결제수단을 삭제하지 못했습니다. 브랜드페이 창의 설정에서 삭제하거나 상점에 "
    "문의해 주세요.",
    "Toss Payments did not remove the payment method. Please remove it in the settings of the "
    "Brandpay window, or ask the shop.",
)
WALLET_CLOSED = _problem(
    "WALLET_UNAVAILABLE",
    "상점의 브랜드페이 설정에 문제가 있어 결제수단을 확인할 수 없습니다. 상점에 문의해 주세요.",
    "The shop's Brandpay settings are wrong, so payment methods cannot be shown or changed. "
    "Please tell the shop.",
)
BAD_DATA = _problem(
    "INVALID_DATA",
    "결제수단 등록 정보의 형식이 올바르지 않습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요.",
    "The data of the registration has a wrong form. Please reload the page and try again.",
)
NOT_OWNER = _problem(
    "NOT_OWNER",
    "이 고객의 브랜드페이 정보는 본인만 사용할 수 있습니다. 다시 로그인해 주세요.",
    "Only the customer may use this Brandpay identity. Please log in again.",
)
CODE_REFUSED = _problem(
    "CODE_REFUSED",
    "본인 확인이 만료되었습니다. 브랜드페이 창을 다시 열어 주세요.",
    "The identification has expired. Please open the Brandpay window again.",
)

OURS = {
    problem.code: problem
    for problem in list(globals().values())
    if isinstance(problem, Problem) and problem not in (BAD_REQUEST, KEYS_ELSEWHERE, PRICES_STALE)
}
"""Our own reasons by their codes, for one that was kept with an attempt."""
