"""The fields of requests, as tables: what validates them is what `/openapi.json` is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import TossError

CUSTOMER_KEY = re.compile(r"[A-Za-z0-9\-_=.@]{2,50}")
ORDER_ID = re.compile(r"[A-Za-z0-9\-_]{6,64}")
ORDER_ID_WITH_EQUALS = re.compile(r"[A-Za-z0-9\-_=]{6,64}")
"""The SDK and auto payments also allow `=`."""


class Field(Protocol):
    """One field of a request.

    UNCERTAIN: no source gives Brandpay's code for a missing or malformed field; the tables of
    confirm and cancel hold INVALID_REQUEST only, so that one is used everywhere.
    """

    @property
    def required(self) -> bool: ...

    def read(self, name: str, value: Any) -> Any:
        """Its value, which is not null; raises TossError(INVALID_REQUEST)."""

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the same."""


Shape = Mapping[str, Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    maximum: int
    required: bool = False
    pattern: re.Pattern[str] | None = None
    choices: tuple[str, ...] = ()

    def read(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise invalid(f"{name} must be a string")
        if units(value) > self.maximum:
            raise invalid(f"{name} is longer than {self.maximum} characters")
        if not value and self.required:
            raise invalid(f"{name} is required")
        if self.pattern is not None and self.pattern.fullmatch(value) is None:
            raise invalid(f"{name} has a wrong length or characters")
        if self.choices and value not in self.choices:
            raise invalid(f"{name} must be {' or '.join(self.choices)}")
        return value

    def schema(self) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "string", "maxLength": self.maximum}
        if self.required:
            found["minLength"] = 1
        if self.pattern is not None:
            found["pattern"] = f"^{self.pattern.pattern}$"
        if self.choices:
            found["enum"] = list(self.choices)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """Whole won; a numeric string counts too, as in the documentation's own examples."""

    required: bool = False
    minimum: int = 0

    def read(self, name: str, value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value, re.ASCII):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid(f"{name} must be an integer")
        if value < self.minimum:
            raise invalid(f"{name} must be at least {self.minimum}")
        return value

    def schema(self) -> dict[str, Any]:
        text = {"type": "string", "pattern": "^[0-9]{1,15}$"}
        return {"anyOf": [{"type": "integer", "minimum": self.minimum}, text]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    required: bool = False

    def read(self, name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise invalid(f"{name} must be true or false")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    fields: Shape
    required: bool = False

    def read(self, name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(f"{name} must be an object")
        return checked(value, self.fields, f"{name}.")

    def schema(self) -> dict[str, Any]:
        return object_schema(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """An array of one kind of values."""

    of: type[str] | type[int]
    required: bool = False
    choices: tuple[str, ...] = ()
    maximum: int | None = None

    def read(self, name: str, value: Any) -> list[Any]:
        if not isinstance(value, list) or not all(type(one) is self.of for one in value):
            kind = "strings" if self.of is str else "integers"
            raise invalid(f"{name} must be an array of {kind}")
        if self.required and not value:
            raise invalid(f"{name} must not be empty")
        if self.maximum is not None and len(value) > self.maximum:
            raise invalid(f"{name} has at most {self.maximum} values")
        if self.choices and not set(value) <= set(self.choices):
            raise invalid(f"{name} must be of {', '.join(self.choices)}")
        return value

    def schema(self) -> dict[str, Any]:
        item: dict[str, Any] = {"type": "string" if self.of is str else "integer"}
        if self.choices:
            item["enum"] = list(self.choices)
        found: dict[str, Any] = {"type": "array", "items": item}
        if self.required:
            found["minItems"] = 1
        if self.maximum is not None:
            found["maxItems"] = self.maximum
        return found


def checked(body: Mapping[str, Any], shape: Shape, at: str = "") -> dict[str, Any]:
    """Every field of `shape` with its value, None where it is left out or null.

    What `shape` does not know is ignored, as Toss ignores it.
    """
    found = {}
    for name, field in shape.items():
        value = body.get(name)
        if value is None and field.required:
            raise invalid(f"{at}{name} is required")
        found[name] = None if value is None else field.read(f"{at}{name}", value)
    return found


def object_schema(shape: Shape) -> dict[str, Any]:
    required = [name for name, field in shape.items() if field.required]
    properties = {
        name: field.schema() if field.required else {"anyOf": [field.schema(), {"type": "null"}]}
        for name, field in shape.items()
    }
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found | ({"required": required} if required else {})


def units(text: str) -> int:
    """Its length as JavaScript and Java count it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def invalid(detail: str) -> TossError:
    return TossError("INVALID_REQUEST", detail)
