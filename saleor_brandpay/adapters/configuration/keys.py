"""The two keys of a merchant, as typed, and what can be told from them alone."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ...api.secret import Secret

CLIENT_KEY, SECRET_KEY = "client_key", "secret_key"
_SECRET_LABEL = "시크릿 키 / Secret key"  # noqa: S105
_FORM = re.compile(r"(test|live)_(ck|sk|gck|gsk)_[0-9A-Za-z_]{8,100}")
_REFERENCE = re.compile(r"env:\s*([A-Za-z_][0-9A-Za-z_]*)")


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
    variable: str = ""
    """The environment variable that holds the secret key; empty when the field itself does."""

    @classmethod
    def typed(cls, client_key: str, secret_field: str) -> Keys:
        """From the settings page, where `env:NAME` stands for a variable of the environment.

        The one place that looks it up: Saleor's configuration then holds only the name.
        """
        named = _REFERENCE.fullmatch(secret_field)
        if named is None:
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

    @property
    def secret_label(self) -> str:
        return f"{_SECRET_LABEL}, {self.reference}" if self.variable else _SECRET_LABEL


def keys_faults(keys: Keys) -> list[Fault]:
    """What can be told from the keys themselves."""
    secret = keys.secret_key.reveal()
    faults = [
        fault
        for fault in (
            _key_fault(CLIENT_KEY, "클라이언트 키 / Client key", keys.client_key, "ck"),
            _variable_fault(keys) or _key_fault(SECRET_KEY, keys.secret_label, secret, "sk"),
        )
        if fault
    ]
    if not faults and keys.client_key[:5] != secret[:5]:
        faults.append(
            Fault(
                field=SECRET_KEY,
                text=f"[{keys.secret_label}] 테스트 키와 라이브 키는 함께 쓸 수 없습니다. "
                "같은 상점의 같은 환경 키를 입력하세요. / A test key and a live key cannot be "
                "used together: enter both keys of the same environment.",
            )
        )
    return faults


def _variable_fault(keys: Keys) -> Fault | None:
    if keys.secret_key.reveal().startswith("env:"):
        why = (
            "환경 변수의 이름을 env:BRANDPAY_SECRET_KEY 처럼 쓰세요. 이름에는 영문자, 숫자, 밑줄만 "
            "쓸 수 있습니다. / Write the name of the environment variable as in "
            "env:BRANDPAY_SECRET_KEY: letters, digits and underscores only."
        )
        return Fault(field=SECRET_KEY, text=f"[{_SECRET_LABEL}] {why}")
    if not keys.variable or keys.secret_key.reveal():
        return None
    if keys.variable in os.environ:
        ko, en = "비어 있습니다", "is empty"
    else:
        ko, en = "없습니다", "is not set"
    return Fault(
        field=SECRET_KEY,
        missing=True,
        text=f"[{keys.secret_label}] 환경 변수 {keys.variable}: 값이 {ko}. Saleor의 API와 워커가 "
        f"실행되는 곳에 설정하고 다시 시작한 뒤 저장하세요. / The environment variable "
        f"{keys.variable} {en}: set it where Saleor's API and its workers run, restart them, and "
        "save again.",
    )


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
