"""What a merchant fills in, and what is said of wrong values (the keys themselves: keys.py)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...core.merchants import crypto, merchants, secret_check
from ...core.merchants.secret_check import Verdict
from ...models import Merchant
from .keys import SECRET_KEY, Fault, Keys

REDIRECT_URL = "redirect_url"
PAGE_SECONDS = 10
"""How long staff wait for Toss's word about a key."""


def redirect_fault(url: str) -> Fault | None:
    if not url:
        return None
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return None
    return Fault(
        field=REDIRECT_URL,
        text="[리다이렉트 URL / Redirect URL] https:// 로 시작하는 전체 주소를 입력하거나 비워 "
        "두세요. / Enter a full address that begins with https://, or leave it blank.",
    )


def channel_fault(currency: str) -> Fault | None:
    if currency == "KRW":
        return None
    return Fault(
        field="active",
        text=f"[채널 / Channel] 브랜드페이는 원화(KRW) 채널에서만 쓸 수 있습니다 "
        f"(이 채널: {currency}). / Brandpay works in KRW channels only (this one: "
        f"{currency}).",
    )


def live_fault(keys: Keys, *, lenient: bool = True) -> Fault | None:
    """Whether Toss accepts the secret key, and as that of the client key's merchant.

    `lenient`: a pair that was accepted before need not wait for a Toss that cannot be reached.
    """
    merchant = merchants.known(keys.client_key)
    checked = secret_check.check(merchant, keys.secret_key, PAGE_SECONDS)
    if checked.verdict is Verdict.ACCEPTED:
        return None
    if checked.code == secret_check.OTHER_MERCHANT:
        return Fault(
            field=SECRET_KEY,
            text=f"[{keys.secret_label}] 이 시크릿 키로는 이 클라이언트 키로 받은 결제가 보이지 "
            "않습니다. 다른 상점의 키이니 같은 상점의 시크릿 키를 입력하세요. / Toss Payments "
            "shows this secret key none of the payments that came by this client key: it is "
            "another MID's. Enter the secret key of the same MID.",
        )
    if checked.verdict is Verdict.REFUSED:
        return Fault(
            field=SECRET_KEY,
            text=f"[{keys.secret_label}] 토스페이먼츠가 이 키를 거절했습니다. 개발자센터에서 "
            "다시 복사하세요. / Toss Payments refused this key: copy it again from the Developer "
            f"Center. [{checked.code}]",
        )
    if lenient and merchant and _is_current(merchant, keys):
        return None
    return Fault(
        field=SECRET_KEY,
        text=f"[{keys.secret_label}] 토스페이먼츠에 연결할 수 없어 키를 확인하지 못했습니다. "
        "서버에서 api.tosspayments.com:443 연결을 확인하고 다시 저장하세요. / The key could "
        "not be checked because Toss Payments cannot be reached: allow "
        f"api.tosspayments.com:443 and save again. [{checked.code}]",
    )


def _is_current(merchant: Merchant, keys: Keys) -> bool:
    secret = merchant.current_secret
    return secret is not None and secret.fingerprint == crypto.fingerprint(keys.secret_key)
