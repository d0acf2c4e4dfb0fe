"""What a buyer is told for a code of Toss's. Codes without a line of their own use their kind's."""

from __future__ import annotations

from ...api.error_codes import Kind, kind_of
from ...api.text import plain
from .buyer_texts import TEXTS
from .ours import OURS
from .problem import Problem
from .refund_remedies import remedy

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
_TEMPORARY = (
    "일시적인 오류가 났습니다. 잠시 후 다시 시도하거나 다른 결제수단을 선택해 주세요.",
    (
        "The payment did not go through, by a temporary fault. Please try again shortly, or choose "
        "another way to pay."
    ),
)
_REQUEST = (
    "결제 요청에 문제가 있어 승인되지 않았습니다. 다시 시도해도 안 되면 상점에 문의해 주세요.",
    "The payment was not asked for as it should be. Please try again; else tell the shop.",
)
_OF_KIND = {
    Kind.CONFIGURATION: _SHOP,
    Kind.UNKNOWN_OUTCOME: _TEMPORARY,
    Kind.BAD_REQUEST: _REQUEST,
}


def buyer_problem(code: str) -> Problem:
    """The buyer's message for a code; any text that is no code of Toss's gets the general one."""
    if code in OURS:
        return OURS[code]
    if len(code) > 64 or not code.replace("_", "").isalnum() or not code.isascii():
        code = "UNKNOWN"
    ko, en = TEXTS.get(code) or _OF_KIND.get(kind_of(code), _CARD)
    return Problem(code=code, ko=ko, en=en)


def staff_problem(code: str, message: str) -> Problem:
    """A refund that Toss refused, for staff: what to do, and Toss's own reason and code."""
    said, code = plain(message), code or "UNKNOWN"
    ko, en = remedy(code)
    return Problem(
        code=code,
        ko=f"토스페이먼츠가 환불을 거절했습니다. {ko}",
        en=f"Toss Payments refused the refund. {en}",
        toss=f'[{code}] "{said}"' if said else f"[{code}]",
    )
