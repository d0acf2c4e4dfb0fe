"""From the bytes of an answer to Python values that are safe to keep in variables.

Tokens, customer keys and payment secrets become `Secret` while the JSON is read, so that no frame
of a later error ever holds them in clear. Card and account numbers that arrive unmasked are masked.
What no database takes (NUL, half a character) is replaced: answers hold other systems' texts too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from saleor_brandpay.api.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECRETS = frozenset(("accessToken", "refreshToken", "customerKey", "secret"))
_NUMBERS = frozenset(("number", "cardNumber", "accountNumber"))
_LONG_DIGITS = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")
_KEY_SHAPES = re.compile(r"\b(?:test|live)_g?[sc]k_\w+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_MESSAGE = 510
_NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")
_LONGEST_NUMBER = 30


def decode(body: bytes) -> object:
    """The JSON value in `body`, or None when there is no usable one."""
    try:
        return json.loads(body, object_hook=_read_object, parse_constant=_refuse, parse_int=_number)
    except (ValueError, RecursionError):
        return None


def _read_object(found: dict[str, Any]) -> dict[str, Any]:
    return _hide({name: _keepable(value) for name, value in found.items()})


def _keepable(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_KEPT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_keepable(item) for item in value]
    return value


def _hide(found: dict[str, Any]) -> dict[str, Any]:
    for name in _SECRETS & found.keys():
        if isinstance(found[name], str):
            found[name] = Secret(found[name])
    for name in _NUMBERS & found.keys():
        if isinstance(found[name], str):
            found[name] = mask_numbers(found[name])
    return found


def _number(digits: str) -> int | float:
    """One absurd number is no reason to lose the answer around it; as a float it is no amount."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def mask_numbers(text: str) -> str:
    """`text` with runs of digits as long as a card number cut to their first 6 and last 4."""

    def cut(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match.group())
        return f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"

    return _LONG_DIGITS.sub(cut, text)


def clean(message: object, secrets: Iterable[Secret]) -> str:
    """Toss's message without anything secret that it may repeat, cut to its documented length."""
    if not isinstance(message, str):
        return ""
    for known in secrets:
        if known:
            message = message.replace(known.reveal(), "…")
    return mask_numbers(_KEY_SHAPES.sub("…", _CONTROLS.sub(" ", message)))[:_LONGEST_MESSAGE]
