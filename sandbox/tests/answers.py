"""Every answer of the API in these tests is held against the OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from brandpay_sandbox.openapi.document import document


def check(method: str, path: str, status: int, body: bytes) -> None:
    """AssertionError says where an answer differs from what is documented."""
    operation = _operation(method, path.partition("?")[0])
    if operation is None:
        return
    wrong = [
        f"{error.json_path}: {error.message}"
        for error in _validator(operation, str(status)).iter_errors(json.loads(body))
    ]
    assert not wrong, f"{method} {path} {status}: {wrong}"


def _operation(method: str, path: str) -> str | None:
    """Its path in the document; the first that fits, as the server's router has it."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if method.lower() in operations and re.fullmatch(pattern, path):
            return f"{method.lower()} {template}"
    return None


@cache
def _validator(operation: str, status: str) -> Draft202012Validator:
    method, template = operation.split(" ")
    answers = document()["paths"][template][method]["responses"]
    assert status in answers, f"{operation} is not documented to answer {status}"
    schema = answers[status]["content"]["application/json"]["schema"]
    components = _closed(document()["components"]["schemas"])
    return Draft202012Validator({**schema, "components": {"schemas": components}})


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
