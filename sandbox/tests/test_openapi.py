"""The OpenAPI document: schemathesis draws requests from it, and holds the answers against it."""

import json

import hypothesis
import pytest
import schemathesis
from jsonschema_rs import Draft202012Validator, meta
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from brandpay_sandbox.endpoints.table import ENDPOINTS
from brandpay_sandbox.openapi.answers import SCHEMAS
from brandpay_sandbox.openapi.document import document

from .support import CUSTOMER, Api, basic

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SCHEMA = schemathesis.openapi.from_dict(document())


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_what_is_drawn_from_it_is_answered_as_it_says(case, sandbox):
    api = Api(sandbox)
    headers = {"Authorization": basic(sandbox.secret_key)}
    if case.operation.definition.raw["security"] == [{"customer": []}]:
        headers = {"Authorization": f"Bearer {api.token()['accessToken']}"}

    case.call_and_validate(base_url=sandbox.url, headers=headers, checks=CHECKS)


def test_it_is_served_and_readable(api: Api):
    served = api.get("/openapi.json")
    page = api.get("/openapi").body.decode()

    assert served.json == json.loads(json.dumps(document()))
    assert all(one.summary.split(":")[0] in page for one in ENDPOINTS)
    assert "INVALID" not in page


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_its_schemas_are_schemas(name):
    meta.validate(SCHEMAS[name])


def test_each_endpoint_is_in_it_once():
    listed = [
        operation["operationId"]
        for path in document()["paths"].values()
        for operation in path.values()
    ]

    assert len(listed) == len(set(listed)) == len(ENDPOINTS)


def test_what_validates_is_what_is_documented():
    body = document()["paths"]["/v1/brandpay/payments/confirm"]["post"]["requestBody"]
    schema = body["content"]["application/json"]["schema"]

    assert schema["required"] == ["paymentKey", "orderId", "amount", "customerKey"]
    assert schema["properties"]["orderId"]["pattern"] == r"^[A-Za-z0-9\-_]{6,64}$"
    assert Draft202012Validator(schema).is_valid(
        {"paymentKey": "k", "orderId": "order-0001", "amount": "10000", "customerKey": CUSTOMER}
    )
