"""What the console must not show in clear: tokens, codes, keys, customer keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..http.log import SECRET_FIELDS, without_secrets
from ..toss.merchants import masked

if TYPE_CHECKING:
    from ..http.log import Entry

ALWAYS = (SECRET_FIELDS - {"code"}) | {"secret", "methodKey"}
CODES = frozenset({"agree"})
"""Endpoints whose answer's `code` is an authorization code, not an error."""


def short(customer_key: str) -> str:
    """Enough of a customer key to tell two apart: it is sensitive."""
    return customer_key[:8] + "…" if len(customer_key) > 8 else "…"


def masked_json(value: Any) -> Any:
    """A JSON value without its secrets, however deep they are."""
    if isinstance(value, list):
        return [masked_json(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _masked(name, one) for name, one in value.items()}


def request_of(entry: Entry) -> Any:
    return masked_json(without_secrets(entry.body)) if entry.body else None


def answer_of(entry: Entry) -> Any:
    """The answer's JSON masked; text when it is none."""
    if entry.answer is None:
        return None
    try:
        value = json.loads(entry.answer)
    except ValueError:
        return entry.answer.decode("utf-8", "replace")
    if entry.endpoint in CODES and isinstance(value, dict) and entry.status == 200:
        value = {**value, "code": masked(str(value.get("code")))}
    return masked_json(value)


def _masked(name: str, value: Any) -> Any:
    if name == "customerKey":
        return short(str(value))
    if name in ALWAYS and value is not None:
        return masked(str(value))
    return masked_json(value)
