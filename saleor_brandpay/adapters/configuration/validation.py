"""What a merchant fills in, and what is said of wrong values (the keys themselves: keys.py)."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from ...api.client import BrandpayClient
from ...api.deadline import Deadline
from ...api.errors import BrandpayError, KeyRejected, NotFound
from ...conf import conf
from ...core.merchants import crypto, merchants
from .keys import SECRET_KEY, Fault, Keys

REDIRECT_URL = "redirect_url"


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
    """Read with the secret key: any answer about a payment proves that Toss accepts it.

    `lenient`: a pair that was accepted before need not wait for a Toss that cannot be reached.
    """
    try:
        client = BrandpayClient(keys.secret_key, base_url=conf.api_url)
        client.payment_by_order_id(
            f"bp-check-{uuid.uuid4().hex}", deadline=Deadline.after(min(conf.deadline, 10))
        )
    except NotFound:
        return None
    except KeyRejected as error:
        return Fault(
            field=SECRET_KEY,
            text=f"[{keys.secret_label}] 토스페이먼츠가 이 키를 거절했습니다. 개발자센터에서 "
            "다시 복사하세요. / Toss Payments refused this key: copy it again from the Developer "
            f"Center. [{error.code}]",
        )
    except (BrandpayError, ValueError) as error:
        if lenient and _is_known(keys):
            return None
        why = getattr(error, "code", "") or type(error).__name__
        return Fault(
            field=SECRET_KEY,
            text=f"[{keys.secret_label}] 토스페이먼츠에 연결할 수 없어 키를 확인하지 못했습니다. "
            "서버에서 api.tosspayments.com:443 연결을 확인하고 다시 저장하세요. / The key could "
            "not be checked because Toss Payments cannot be reached: allow "
            f"api.tosspayments.com:443 and save again. [{why}]",
        )
    return None


def _is_known(keys: Keys) -> bool:
    merchant = merchants.known(keys.client_key)
    secret = merchant.current_secret if merchant else None
    return secret is not None and secret.fingerprint == crypto.fingerprint(keys.secret_key)
