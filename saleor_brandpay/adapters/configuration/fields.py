"""The fields of the plugin's page in Saleor's dashboard, which shows these texts as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...core.messages.staff import staff_text

# saleor.plugins.base_plugin.ConfigurationTypeField
STRING, SECRET, BOOLEAN, OUTPUT = "String", "Secret", "Boolean", "OUTPUT"

DEFAULTS: list[dict[str, Any]] = [
    {"name": "client_key", "value": ""},
    {"name": "secret_key", "value": ""},
    {"name": "redirect_url", "value": ""},
    {"name": "one_touch", "value": False},
    {"name": "callback_url", "value": ""},
    {"name": "webhook_url", "value": ""},
    {"name": "installation", "value": ""},
    {"name": "app", "value": ""},
]
TEXTS = {
    "client_key": {
        "label": ("클라이언트 키", "Client key"),
        # The dashboard shows no help text beside a secret: the secret's hint stands here too.
        "help_text": (
            (
                "개발자센터 > API 키 > API 개별 연동 키 (test_ck_… 또는 live_ck_…). 시크릿 키는 "
                "env:이름 으로 환경 변수를 가리킬 수도 있습니다. 복합과세(과세와 면세를 함께 파는) "
                "상점은 지원하지 않습니다. 모든 금액을 과세로 보냅니다. 채널에서 플러그인을 "
                "비활성화하면 Transactions API로 받은 결제를 Saleor에서 환불할 수 없습니다. "
                "채널에서 미결제 주문을 허용하면 Saleor가 결제 없이 주문을 만들므로 Payments "
                "API(checkoutPaymentCreate)로는 받지 않고, Transactions API는 그대로 쓸 수 "
                "있습니다."
            ),
            (
                "Developer Center > API keys > API individual keys. The secret key may also be "
                "given as env:NAME, an environment variable. Mixed taxation (복합과세, "
                "taxFreeAmount) is not supported: every amount is sent as taxable. While the "
                "plugin is not active in a channel, payments that came by the Transactions API "
                "cannot be refunded from Saleor. Where a channel allows unpaid orders, Saleor "
                "makes orders without asking for a payment: the Payments API "
                "(checkoutPaymentCreate) takes nothing there, the Transactions API works as ever."
            ),
        ),
    },
    "secret_key": {
        "label": ("시크릿 키", "Secret key"),
        "help_text": (
            (
                "클라이언트 키와 같은 상점의 시크릿 키 (test_sk_… 또는 live_sk_…), 또는 그 키가 든 "
                "환경 변수의 이름 (env:BRANDPAY_SECRET_KEY)."
            ),
            (
                "The secret key of the same MID as the client key, or env:NAME with the name of "
                "the environment variable that holds it."
            ),
        ),
    },
    "redirect_url": {
        "label": ("리다이렉트 URL", "Redirect URL"),
        "help_text": (
            (
                "비워 두면 아래 콜백 URL을 씁니다. 상점 페이지를 쓰려면 그 페이지가 쿼리를 그대로 "
                "콜백 URL로 보내야 합니다."
            ),
            (
                "Leave blank to use the callback URL below; a page of the shop must pass its query "
                "on to it unchanged."
            ),
        ),
    },
    "one_touch": {
        "label": ("결제창 없는 결제(자동결제)", "One-touch payments (자동결제)"),
        "help_text": (
            (
                "켜면 고객 본인이 고른 저장된 결제수단으로 결제창과 비밀번호 없이 바로 "
                "결제합니다(자동결제). 토스페이먼츠와 자동결제 추가 계약(리스크 심사)을 맺은 "
                "뒤에만 켜세요. 고객은 토스페이먼츠의 창(requestBillingAuth)에서 한 번 동의해야 "
                "하며, 동의하기 전에는 스토어프런트가 BILLING_CONSENT_NEEDED를 받습니다. 결제창의 "
                "비밀번호를 생략하는 원터치결제와는 다른 것입니다. 끄면 그 결제수단으로 결제창이 "
                "열립니다."
            ),
            (
                "A stored method that the customer himself picks is charged at once, without "
                "window and password: Toss's automatic payment (자동결제). Turn it on only with "
                "Toss's extra contract for it (after its risk review). Each customer has to give "
                "his consent once, in Toss's own window (requestBillingAuth); until then "
                "storefronts get BILLING_CONSENT_NEEDED. It is not 원터치결제, by which Toss's "
                "window asks for no password. Off: the window opens on that method."
            ),
        ),
    },
    "callback_url": {
        "label": ("콜백 URL", "Callback URL"),
        "help_text": (
            "개발자센터 > 브랜드페이 > 리다이렉트 URL에 등록하세요.",
            "Register it in the Developer Center > Brandpay > redirect URL.",
        ),
    },
    "webhook_url": {
        "label": ("웹훅 URL", "Webhook URL"),
        "help_text": (
            (
                "개발자센터 > 웹훅에 PAYMENT_STATUS_CHANGED, METHOD_UPDATED, "
                "CUSTOMER_STATUS_CHANGED로 등록하고 다른 사람에게 알리지 마세요."
            ),
            (
                "Register it in the Developer Center > webhooks for these three events, and tell "
                "nobody."
            ),
        ),
    },
    "installation": {
        "label": ("설치", "Installation"),
        "help_text": (
            "사본, 복원, 이전은 문서의 '사본, 복원, 이전'을 보세요.",
            "For copies, restores and moves see the page of this name in the documentation.",
        ),
    },
    "app": {
        "label": ("Transactions API용 앱", "App of the Transactions API"),
        "help_text": (
            (
                "Extensions에 보이는 앱입니다. 비활성화하거나 삭제하면 Saleor가 Transactions API의 "
                "결제와 환불을 거절합니다."
            ),
            (
                "The App under Extensions. While it is deactivated or deleted, Saleor refuses "
                "payments and refunds of the Transactions API."
            ),
        ),
    },
}
"""What staff read, Korean and English."""
_TYPES = {
    "client_key": STRING,
    "secret_key": SECRET,
    "redirect_url": STRING,
    "one_touch": BOOLEAN,
    "callback_url": OUTPUT,
    "webhook_url": OUTPUT,
    "installation": OUTPUT,
    "app": OUTPUT,
}
STRUCTURE: dict[str, dict[str, str]] = {
    field: {"type": _TYPES[field], **{name: " / ".join(both) for name, both in texts.items()}}
    for field, texts in TEXTS.items()
}
"""As Saleor has it of each plugin object, in both languages: the page is made by `shown`."""


def shown(field: str) -> dict[str, str]:
    """Label and help text in the language of staff."""
    return {name: staff_text(*both) for name, both in TEXTS[field].items()}


def typed(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a merchant typed, without the blanks that copying brings along."""
    cleaned = []
    for item in items:
        value = item.get("value")
        if item.get("name") == "secret_key" and value is None and "value" in item:
            # The dashboard's Clear button sends null, which Saleor would take for "unchanged".
            value = ""
        if isinstance(value, str):
            item = item | {"value": value.strip()}  # noqa: PLW2901
        cleaned.append(item)
    return cleaned
