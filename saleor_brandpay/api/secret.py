"""A string that never shows itself by accident."""

from __future__ import annotations

import hmac
import re
from typing import NoReturn

_KEY_PREFIX = re.compile(r"(?:test|live)_g?[sc]k_")
_LONG_ENOUGH_TO_HINT = 20


def mask(value: str) -> str:
    """`value` with nothing left but what tells two keys apart: `test_sk_…Y5R`."""
    if len(value) < _LONG_ENOUGH_TO_HINT:
        return "…"
    prefix = _KEY_PREFIX.match(value)
    return f"{prefix.group() if prefix else ''}…{value[-3:]}"


def _bytes(value: str) -> bytes:
    return value.encode(errors="surrogatepass")


class Secret:
    """A key, token or customer key. Only `reveal` gives it out, and only the wire may ask."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    @classmethod
    def of(cls, value: str | Secret) -> Secret:
        """`value` as a Secret; one that is a Secret already stays as it is."""
        return value if isinstance(value, Secret) else cls(value)

    def reveal(self) -> str:
        """The text itself. Keep it out of variables: error reports show those."""
        return self.__value

    def __str__(self) -> str:
        return mask(self.__value)

    def __repr__(self) -> str:
        return f"<Secret {mask(self.__value)}>"

    def __format__(self, spec: str) -> str:
        return format(mask(self.__value), spec)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_bytes(self.__value), _bytes(other.__value))

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is neither copied nor pickled")


class HiddenText(str):
    """Text for the wire that shows nothing in the variables of a traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden text>"


class HiddenBytes(bytes):
    """A body on its way to or from the wire; shows only its length in a traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} hidden bytes>"
