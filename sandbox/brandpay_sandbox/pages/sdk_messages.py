"""What the SDK's own error codes mean, where the API's table has no text for them."""

from __future__ import annotations

from ..messages import message

_OWN = {
    "INCORRECT_FAIL_URL_FORMAT": ("잘못된 failUrl 입니다.", "failUrl is wrong."),
    "INCORRECT_SUCCESS_URL_FORMAT": ("잘못된 successUrl 입니다.", "successUrl is wrong."),
    "INSECURE_KEY_USAGE": (
        "시크릿 키는 브라우저에서 쓸 수 없습니다.",
        "A secret key must not be used in a browser.",
    ),
    "INVALID_AMOUNT_VALUE": ("금액이 올바르지 않습니다.", "The amount is not valid."),
    "INVALID_METADATA": ("metadata가 올바르지 않습니다.", "metadata is not valid."),
    "INVALID_PARAMETERS": ("파라미터가 올바르지 않습니다.", "The parameters are not valid."),
    "NEED_AGREEMENT_WITH_TERMS": ("약관 동의가 필요합니다.", "The terms must be agreed to first."),
    "NEED_MERCHANT_ONE_TOUCH_SETTING": (
        "상점의 원터치결제 설정이 필요합니다.",
        "The merchant has not set up one-touch payments.",
    ),
    "NOT_REGISTERED_REDIRECT_URL": (
        "등록되지 않은 redirectUrl 입니다.",
        "redirectUrl is not registered in the Developer Center.",
    ),
    "NOT_SUPPORTED_WIDGET_KEY": (
        "결제위젯 연동 키는 지원하지 않습니다. API 개별 연동 키를 사용해주세요.",
        "Widget keys are not supported. Use an API individual key.",
    ),
}


def sdk_message(code: str, *, english: bool) -> str:
    """The text of an SDK error code."""
    own = _OWN.get(code)
    return own[english] if own else message(code, english=english)
