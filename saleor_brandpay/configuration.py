"""The fields that a merchant fills in, and what is said of wrong ones."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from .api.client import BrandpayClient
from .api.deadline import Deadline
from .api.errors import BrandpayError, KeyRejected, NotFound
from .api.secret import Secret
from .conf import conf
from .core import crypto, merchants

CLIENT_KEY, SECRET_KEY, REDIRECT_URL = "client_key", "secret_key", "redirect_url"
_FORM = re.compile(r"(test|live)_(ck|sk|gck|gsk)_[0-9A-Za-z_]{8,100}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A field, what is wrong with it and what to do. The dashboard shows the text alone."""

    field: str
    text: str
    missing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    client_key: str = ""
    secret_key: Secret = Secret("")  # noqa: RUF009

    @property
    def complete(self) -> bool:
        return not any(keys_faults(self))


def keys_faults(keys: Keys) -> list[Fault]:
    """What can be told from the keys themselves."""
    secret = keys.secret_key.reveal()
    faults = [
        fault
        for fault in (
            _key_fault(CLIENT_KEY, "클라이언트 키 / Client key", keys.client_key, "ck"),
            _key_fault(SECRET_KEY, "시크릿 키 / Secret key", secret, "sk"),
        )
        if fault
    ]
    if not faults and keys.client_key[:5] != secret[:5]:
        faults.append(
            Fault(
                field=SECRET_KEY,
                text="[시크릿 키 / Secret key] 테스트 키와 라이브 키는 함께 쓸 수 없습니다. "
                "같은 상점의 같은 환경 키를 입력하세요. / A test key and a live key cannot be "
                "used together: enter both keys of the same environment.",
            )
        )
    return faults


def _key_fault(field: str, label: str, value: str, kind: str) -> Fault | None:
    if not value:
        return Fault(
            field=field,
            missing=True,
            text=f"[{label}] 값을 입력하세요. 개발자센터 > API 키 > API 개별 연동 키에 있습니다. / "
            "Enter it: Developer Center > API keys > API individual keys.",
        )
    match = _FORM.fullmatch(value)
    found = match[2] if match else ""
    if found == kind:
        return None
    if found in ("gck", "gsk"):
        why = (
            "결제위젯 연동 키는 브랜드페이에 쓸 수 없습니다. API 개별 연동 키를 입력하세요. / "
            "A widget key does not work with Brandpay: enter the API individual key."
        )
    elif found:
        why = (
            "클라이언트 키와 시크릿 키가 서로 바뀌었습니다. / "
            "The client key and the secret key are swapped."
        )
    else:
        why = (
            f"형식이 올바르지 않습니다. test_{kind}_ 또는 live_{kind}_ 로 시작합니다. / "
            f"Wrong form: it begins with test_{kind}_ or live_{kind}_."
        )
    return Fault(field=field, text=f"[{label}] {why}")


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


def channel_faults(currency: str, *, allow_unpaid_orders: bool) -> list[Fault]:
    faults = []
    if currency != "KRW":
        faults.append(
            Fault(
                field="active",
                text=f"[채널 / Channel] 브랜드페이는 원화(KRW) 채널에서만 쓸 수 있습니다 "
                f"(이 채널: {currency}). / Brandpay works in KRW channels only (this one: "
                f"{currency}).",
            )
        )
    if allow_unpaid_orders:
        faults.append(
            Fault(
                field="active",
                text="[채널 / Channel] '미결제 주문 허용'이 켜져 있으면 Saleor가 결제 없이 주문을 "
                "만듭니다. 채널 설정에서 끄세요. / With 'Allow unpaid orders' Saleor makes orders "
                "without taking the payment: turn it off in the channel's settings.",
            )
        )
    return faults


def live_fault(keys: Keys) -> Fault | None:
    """Read with the secret key: any answer about a payment proves that Toss accepts it."""
    client = BrandpayClient(keys.secret_key, base_url=conf.api_url)
    try:
        client.payment_by_order_id(
            f"bp-check-{uuid.uuid4().hex}", deadline=Deadline.after(min(conf.deadline, 10))
        )
    except NotFound:
        return None
    except KeyRejected as error:
        return Fault(
            field=SECRET_KEY,
            text="[시크릿 키 / Secret key] 토스페이먼츠가 이 키를 거절했습니다. 개발자센터에서 "
            f"다시 복사하세요. / Toss Payments refused this key: copy it again from the Developer "
            f"Center. [{error.code}]",
        )
    except (BrandpayError, ValueError) as error:
        if _is_known(keys):
            return None
        why = getattr(error, "code", "") or type(error).__name__
        return Fault(
            field=SECRET_KEY,
            text="[시크릿 키 / Secret key] 토스페이먼츠에 연결할 수 없어 키를 확인하지 못했습니다. "
            "서버에서 api.tosspayments.com:443 연결을 확인하고 다시 저장하세요. / The key could "
            "not be checked because Toss Payments cannot be reached: allow "
            f"api.tosspayments.com:443 and save again. [{why}]",
        )
    return None


def _is_known(keys: Keys) -> bool:
    """A pair that was accepted before need not wait for Toss to save something else."""
    merchant = merchants.known(keys.client_key)
    secret = merchant.current_secret if merchant else None
    return secret is not None and secret.fingerprint == crypto.fingerprint(keys.secret_key)
