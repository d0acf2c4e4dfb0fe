"""What a merchant fills in, and what is said of wrong values (the keys themselves: keys.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...core.merchants import crypto, merchants, secret_check
from ...core.merchants.secret_check import Verdict
from ...models import Merchant
from .keys import CLIENT_KEY, SECRET_KEY, Fault, Keys, keys_faults, secret_in_the_open

REDIRECT_URL = "redirect_url"
PAGE_SECONDS = 10
"""How long staff wait for Toss's word about a key."""


def typed_keys(values: Mapping[str, Any]) -> Keys:
    """The keys as they were typed into the fields."""
    return Keys.typed(values.get(CLIENT_KEY) or "", values.get(SECRET_KEY) or "")


def page_faults(currency: str, values: Mapping[str, Any]) -> list[Fault]:
    """All that is wrong with a page, and then what is missing; Toss is not asked."""
    found = (
        channel_fault(currency),
        secret_in_the_open(values),
        *keys_faults(typed_keys(values)),
        redirect_fault(values.get(REDIRECT_URL) or ""),
    )
    return sorted((one for one in found if one), key=lambda one: one.missing)


def redirect_fault(url: str) -> Fault | None:
    if not url:
        return None
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return None
    return Fault(
        field=REDIRECT_URL,
        ko="입력하세요: https:// 주소 (또는 빈칸)",
        en="Enter an https:// address, or clear it.",
    )


def channel_fault(currency: str) -> Fault | None:
    if currency == "KRW":
        return None
    return Fault(
        field="active",
        ko=f"고르세요: 원화(KRW) 채널 (이 채널: {currency})",
        en=f"Choose a KRW channel: this one is {currency}.",
    )


def live_fault(keys: Keys, *, lenient: bool = True) -> Fault | None:
    """Whether Toss accepts the secret key, and as that of the client key's merchant.

    UNCERTAIN: no documented call takes a client key: a wrong one of the right form is told only by
    payments that it has taken (secret_check), or by the first confirm.

    `lenient`: a pair that was accepted before need not wait for a Toss that cannot be reached.
    """
    merchant = merchants.known(keys.client_key)
    checked = secret_check.check(merchant, keys.secret_key, PAGE_SECONDS)
    if checked.verdict is Verdict.ACCEPTED:
        return None
    if checked.code == secret_check.OTHER_MERCHANT:
        # Toss shows it none of the payments that came by this client key.
        ko = "입력하세요: 클라이언트 키와 같은 상점의 시크릿 키"
        en = "Enter the secret key of the same MID."
    elif checked.verdict is Verdict.REFUSED:
        ko = "다시 복사하세요: 토스페이먼츠가 거절한 시크릿 키"
        en = "Copy the secret key again: Toss refused."
    elif lenient and merchant and _is_current(merchant, keys):
        return None
    else:
        ko = "다시 저장하세요: 토스페이먼츠에 연결할 수 없습니다."
        en = "Save again: Toss cannot be reached."
    detail = ", ".join(filter(None, (keys.reference, checked.code)))
    return Fault(field=SECRET_KEY, ko=ko, en=en, detail=detail)


def _is_current(merchant: Merchant, keys: Keys) -> bool:
    secret = merchant.current_secret
    return secret is not None and secret.fingerprint == crypto.fingerprint(keys.secret_key)
