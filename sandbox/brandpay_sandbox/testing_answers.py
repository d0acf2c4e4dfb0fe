"""Answers of the API held against the OpenAPI document.

>>> with answers_watched() as wrong:
...     ...  # any sandbox of this process
>>> assert not wrong
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from .faults.faults import WAITS
from .http.exchange import Exchange
from .openapi.document import document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .http.answer import Answer
    from .toss.state import State

ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


def differences(
    method: str, path: str, status: int, body: bytes | str, *, more_fields: bool = False
) -> list[str]:
    """Where an answer under `/v1/` is not as documented.

    `more_fields`: fields that the document does not know are no difference.
    """
    path = path.partition("?")[0]
    operation = _operation(method.lower(), path)
    if operation is None:
        known = status in ABSENT or not path.startswith("/v1/")
        return [] if known else [f"{method} {path} is not documented"]
    validator = _validator(*operation, str(status), more_fields)
    if validator is None:
        return [f"{method} {path}: {status} is not documented"]
    try:
        value = json.loads(body)
    except ValueError:
        return [f"{method} {path} {status}: not JSON"]
    return [
        f"{method} {path} {status}: /{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in validator.iter_errors(value)
    ]


@contextmanager
def answers_watched() -> Iterator[list[str]]:
    """What is not as documented of all answers meanwhile, as it comes.

    Answers that were ordered to be otherwise (faults, fields and rows that were put in) are not
    looked at.
    """
    wrong: list[str] = []
    run = Exchange.run

    async def watched(exchange: Exchange) -> Answer:
        answer = await run(exchange)
        if not exchange.fault or exchange.fault in WAITS:
            request = exchange.request
            found = differences(request.method, request.url.path, answer.status, answer.body)
            if found and not _is_bent(exchange.state):
                wrong.extend(found)
        return answer

    Exchange.run = watched  # type: ignore[assignment, method-assign]
    try:
        yield wrong
    finally:
        Exchange.run = run  # type: ignore[method-assign]


def _is_bent(state: State) -> bool:
    return state.settings.extra_fields or state.shaped


def _operation(method: str, path: str) -> tuple[str, str] | None:
    """The first that fits, as the server's router has it."""
    for template, pattern in _patterns():
        if method in document()["paths"][template] and pattern.fullmatch(path):
            return method, template
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (template, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))))
        for template in document()["paths"]
    ]


@cache
def _validator(
    method: str, template: str, status: str, more_fields: bool
) -> jsonschema_rs.Validator | None:
    answers = document()["paths"][template][method]["responses"]
    if status not in answers:
        return None
    schema = answers[status]["content"]["application/json"]["schema"]
    schemas = document()["components"]["schemas"]
    known = schemas if more_fields else _closed(schemas)
    return jsonschema_rs.Draft202012Validator({**schema, "components": {"schemas": known}})


def _closed(schema: Any) -> Any:
    """With no fields but the documented ones."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(one) for name, one in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        closed["additionalProperties"] = False
    return closed
