"""What can stand in the way of a stored method: to pay with it, to add, show or remove it."""

from __future__ import annotations

from .problem import Problem

METHOD_ID_INVALID = Problem.of(
    "INVALID_METHOD_ID",
    "methodId는 결제수단의 id(문자열)여야 합니다. 결제되지 않았습니다.",
    "methodId must be the id of a payment method, as text. Nothing was charged.",
)
METHOD_UNKNOWN = Problem.of(
    "METHOD_NOT_FOUND",
    "등록된 결제수단을 찾을 수 없습니다. 목록을 새로 고친 뒤 다시 선택해 주세요.",
    "That payment method was not found. Please reload the list and choose again.",
)
METHOD_DISABLED = Problem.of(
    "METHOD_DISABLED",
    "지금 사용할 수 없는 결제수단입니다. 다른 결제수단을 선택해 주세요.",
    "That payment method cannot be used now. Please choose another one.",
)
BILLING_CONSENT = Problem.of(
    "BILLING_CONSENT_NEEDED",
    "이 결제수단으로 바로 결제하려면 브랜드페이 창에서 자동결제에 한 번 동의해야 합니다. 결제되지 "
    "않았으니 동의한 뒤 다시 결제하거나 결제창에서 결제해 주세요.",
    "To pay at once with this method you have to agree to automatic payments in the Brandpay "
    "window, once. Nothing was charged; please agree and pay again, or pay in the payment window.",
)
WALLET_NOT_READ = Problem.of(
    "WALLET_NOT_READ",
    "지금은 토스페이먼츠에서 결제수단을 확인할 수 없습니다. 잠시 후 다시 시도해 주세요.",
    "Toss Payments cannot be asked about your payment methods now. Please try again shortly.",
)
TOKEN_NEEDED = Problem.of(
    "REGISTRATION_NEEDED",
    "브랜드페이 본인 확인이 필요합니다. 브랜드페이 창에서 결제수단을 추가하거나 결제해 본인 "
    "확인을 마친 뒤 다시 시도해 주세요.",
    "Brandpay has to make sure that it is you: add a payment method or pay in the Brandpay "
    "window once, then try again.",
)
REMOVAL_UNKNOWN = Problem.of(
    "REMOVAL_UNKNOWN",
    "결제수단이 삭제되었는지 아직 확인하지 못했습니다. 잠시 후 목록을 새로 고쳐 확인해 주세요.",
    "It is not known yet whether the payment method was removed. Please reload the list shortly.",
)
REMOVAL_REFUSED = Problem.of(
    "REMOVAL_REFUSED",
    "토스페이먼츠에서 결제수단을 삭제하지 못했습니다. 브랜드페이 창의 설정에서 삭제하거나 상점에 "
    "문의해 주세요.",
    "Toss Payments did not remove the payment method. Please remove it in the settings of the "
    "Brandpay window, or ask the shop.",
)
WALLET_CLOSED = Problem.of(
    "WALLET_UNAVAILABLE",
    "상점의 브랜드페이 설정에 문제가 있어 결제수단을 확인할 수 없습니다. 상점에 문의해 주세요.",
    "The shop's Brandpay settings are wrong, so payment methods cannot be shown or changed. "
    "Please tell the shop.",
)
BAD_DATA = Problem.of(
    "INVALID_DATA",
    "결제수단 등록 정보의 형식이 올바르지 않습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요.",
    "The data of the registration has a wrong form. Please reload the page and try again.",
)
NOT_OWNER = Problem.of(
    "NOT_OWNER",
    "이 고객의 브랜드페이 정보는 본인만 사용할 수 있습니다. 다시 로그인해 주세요.",
    "Only the customer may use this Brandpay identity. Please log in again.",
)
CODE_REFUSED = Problem.of(
    "CODE_REFUSED",
    "본인 확인이 만료되었습니다. 브랜드페이 창을 다시 열어 주세요.",
    "The identification has expired. Please open the Brandpay window again.",
)
