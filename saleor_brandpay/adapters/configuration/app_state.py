"""The App of the Transactions API on the settings page, where staff look when payments fail."""

from __future__ import annotations

from django.apps import apps

from ...core.messages.staff import staff_text
from ..saleor import app_row
from ..saleor.app_row import State
from ..saleor.writer import writes


@writes
def shown() -> str:
    return staff_text(*(_TEXTS[app_row.state()] if _is_asked_for() else _NOT_HERE))


def bring_back() -> None:
    """Staff want Brandpay to work: what they deleted is made anew.

    One that they have deactivated stays so, for it is activated where it was deactivated.
    """
    if _is_asked_for():
        app_row.ensure(may_move=True)


def _is_asked_for() -> bool:
    return apps.is_installed("saleor_brandpay.transactions")


_NOT_HERE = ("설치되지 않음", "Not installed")
_GONE = (
    (
        "없습니다. Transactions API의 결제와 환불이 거절됩니다. 활성을 켜고 이 설정을 저장하면 "
        "다시 만들어집니다."
    ),
    (
        "There is none: payments and refunds of the Transactions API are refused. Save this page "
        "with Active ticked, and it is made anew."
    ),
)
_TEXTS = {
    State.ACTIVE: ("활성", "Active"),
    State.DISABLED: (
        (
            "비활성화됨. Transactions API의 결제와 환불이 거절됩니다. Extensions에서 그 앱을 다시 "
            "활성화하세요."
        ),
        (
            "Deactivated: payments and refunds of the Transactions API are refused. Activate it "
            "again under Extensions."
        ),
    ),
    State.REMOVED: _GONE,
    State.MISSING: _GONE,
    State.DOUBLE: (
        "둘 이상 있습니다. brandpay_doctor --fix를 실행하세요.",
        "There are several: run brandpay_doctor --fix.",
    ),
}
