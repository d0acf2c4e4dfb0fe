"""`/openapi.json`: every endpoint of the table with its fields, answers and errors."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..endpoints import methods
from ..endpoints.table import ENDPOINTS
from ..http.idempotency import MAXIMUM_LENGTH
from ..http.validation import Text, object_schema
from .answers import SCHEMAS, ref

if TYPE_CHECKING:
    from ..endpoints.call import Endpoint

PATH_FIELDS = {
    "customer_key": ("customerKey", methods.KEY),
    "order_id": ("orderId", Text(maximum=64)),
    "payment_key": ("paymentKey", Text(maximum=200)),
}
ERRORS = ("400", "401", "403", "404", "409", "429", "500")
_ABOUT = (
    "What the sandbox takes and answers; Toss's own documentation is at "
    "https://docs.tosspayments.com/reference/brandpay. Any request with test keys may carry "
    "`TossPayments-Test-Code: CODE`, which answers that error, and `Accept-Language: en-US`."
)


@cache
def document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        paths.setdefault(path_of(one), {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Brandpay, as brandpay-sandbox has it",
            "version": __version__,
            "description": _ABOUT,
        },
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "secretKey": {"type": "http", "scheme": "basic"},
                "customer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def path_of(endpoint: Endpoint) -> str:
    """Its path with Toss's names of the parts."""
    return re.sub(r"\{(\w+)\}", lambda part: f"{{{PATH_FIELDS[part[1]][0]}}}", endpoint.path)


def _operation(one: Endpoint) -> dict[str, Any]:
    parameters = [
        _parameter(name, "path", field.schema(), required=True)
        for part in re.findall(r"\{(\w+)\}", one.path)
        for name, field in (PATH_FIELDS[part],)
    ]
    parameters += [
        _parameter(name, "query", field.schema(), required=field.required)
        for name, field in one.query.items()
    ]
    found: dict[str, Any] = {
        "operationId": _operation_id(one),
        "summary": one.summary,
        "security": [{"customer" if one.bearer else "secretKey": []}],
        "responses": {"200": _answer(one.summary, ref(one.answer))}
        | {status: _answer("An error", _ERROR) for status in ERRORS},
    }
    if one.method == "POST":
        key = {"type": "string", "maxLength": MAXIMUM_LENGTH}
        parameters.append(_parameter("Idempotency-Key", "header", key, required=False))
    if parameters:
        found["parameters"] = parameters
    if one.body:
        content = {"application/json": {"schema": object_schema(one.body)}}
        found["requestBody"] = {"required": True, "content": content}
    return found


_ERROR = {"anyOf": [ref("Error"), ref("FrameworkError")]}


def _operation_id(one: Endpoint) -> str:
    return f"{one.name}-by-customer-key" if "{customer_key}" in one.path else one.name


def _parameter(name: str, place: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _answer(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}
