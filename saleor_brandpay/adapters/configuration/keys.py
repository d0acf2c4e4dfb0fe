"""The two keys of a merchant, as typed, and what can be told from them alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...api.secret import Secret
from ...core.messages.staff import staff_text

CLIENT_KEY, SECRET_KEY = "client_key", "secret_key"
_FORM = re.compile(r"(test|live)_(ck|sk|gck|gsk)_[0-9A-Za-z_]{8,100}")
_SECRET = re.compile(r"(test|live)_g?sk_")
_CLIENT = re.compile(r"(test|live)_g?ck_")
_REFERENCE = re.compile(r"env:\s*([A-Za-z_][0-9A-Za-z_]*)")
MOST = 40
"""Characters of a fault in one language: the dashboard shows two lines of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A field, and what to do, beginning with the verb. The dashboard shows the text alone."""

    field: str
    ko: str
    en: str
    detail: str = ""
    """A name or a code, behind both languages."""
    missing: bool = False

    @property
    def text(self) -> str:
        return self._with_detail(staff_text(self.ko, self.en))

    @property
    def english(self) -> str:
        """As the doctor speaks."""
        return self._with_detail(self.en)

    def _with_detail(self, told: str) -> str:
        return f"{told} [{self.detail}]" if self.detail else told


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    client_key: str = ""
    secret_key: Secret = Secret("")  # noqa: RUF009
    variable: str = ""
    """The environment variable that holds the secret key; empty when the field itself does."""

    @classmethod
    def typed(cls, client_key: str, secret_field: str) -> Keys:
        """From the settings page, where `env:NAME` stands for a variable of the environment.

        The one place that looks it up: Saleor's configuration then holds only the name.
        """
        named = _REFERENCE.fullmatch(secret_field)
        if named is None or _SECRET.match(named[1]):
            # A key behind env: is no name that may be shown.
            return cls(client_key=client_key, secret_key=Secret(secret_field))
        # A secret mounted as a file or piped into `kubectl` ends in a newline.
        value = os.environ.get(named[1], "").strip()
        return cls(client_key=client_key, secret_key=Secret(value), variable=named[1])

    @property
    def complete(self) -> bool:
        return not any(keys_faults(self))

    @property
    def is_test(self) -> bool | None:
        """Whether nothing is paid for in earnest; None while there is no client key."""
        return self.client_key.startswith("test_") if self.client_key else None

    @property
    def reference(self) -> str:
        """What the settings page may show in full: the name is no secret."""
        return f"env:{self.variable}" if self.variable else ""


def keys_faults(keys: Keys) -> list[Fault]:
    """What can be told from the keys themselves, a wrong form before what is missing."""
    secret = keys.secret_key.reveal()
    found = (
        _key_fault(CLIENT_KEY, keys.client_key, "ck"),
        _variable_fault(keys) or _key_fault(SECRET_KEY, secret, "sk", keys.reference),
    )
    faults = sorted((fault for fault in found if fault), key=lambda fault: fault.missing)
    if not faults and keys.client_key[:5] != secret[:5]:
        faults.append(
            Fault(
                field=SECRET_KEY,
                ko="입력하세요: 같은 환경(테스트, 라이브)의 두 키",
                en="Enter both keys of the same environment.",
                detail=keys.reference,
            )
        )
    return faults


def secret_in_the_open(values: Mapping[str, Any]) -> Fault | None:
    """A secret key in a field that Saleor shows in full, or hands to storefronts."""
    for field, value in values.items():
        if field == SECRET_KEY or not isinstance(value, str) or not _SECRET.match(value.strip()):
            continue
        if _CLIENT.match((values.get(SECRET_KEY) or "").strip()):
            return _swapped(field)
        return Fault(
            field=field,
            ko="옮기세요: 시크릿 키가 다른 칸에 있습니다.",
            en="Move the secret key to its own field.",
        )
    return None


def _swapped(field: str, reference: str = "") -> Fault:
    return Fault(
        field=field,
        ko="바꾸세요: 클라이언트 키와 시크릿 키가 바뀌었습니다.",
        en="Swap the client key and the secret key.",
        detail=reference,
    )


def _variable_fault(keys: Keys) -> Fault | None:
    if keys.secret_key.reveal().startswith("env:"):
        return Fault(
            field=SECRET_KEY,
            ko="쓰세요: 변수 이름, 예 env:BRANDPAY_SECRET_KEY",
            en="Write it as env:BRANDPAY_SECRET_KEY.",
        )
    if not keys.variable or keys.secret_key.reveal():
        return None
    is_empty = keys.variable in os.environ
    return Fault(
        field=SECRET_KEY,
        missing=True,
        ko=f"설정하세요: 환경 변수가 {'비어 있습니다' if is_empty else '없습니다'}.",
        en=f"Set the variable: it is {'empty' if is_empty else 'not set'}.",
        detail=keys.reference,
    )


_LABELS = {CLIENT_KEY: ("클라이언트 키", "client key"), SECRET_KEY: ("시크릿 키", "secret key")}


def _key_fault(field: str, value: str, kind: str, reference: str = "") -> Fault | None:
    match = _FORM.fullmatch(value)
    found = match[2] if match else ""
    if found == kind:
        return None
    if not value:
        label = _LABELS[field]
        ko, en = f"입력하세요: {label[0]}", f"Enter the {label[1]}."
    elif found in ("gck", "gsk"):
        ko = "입력하세요: 결제위젯 키가 아닌 API 개별 연동 키"
        en = "Use API individual keys: no widget key."
    elif found:
        return _swapped(field, reference)
    else:
        ko = f"다시 복사하세요: test_{kind}_, live_{kind}_ 형식의 키"
        en = f"Copy it again: test_{kind}_ or live_{kind}_ key."
    return Fault(field=field, ko=ko, en=en, detail=reference, missing=not value)
