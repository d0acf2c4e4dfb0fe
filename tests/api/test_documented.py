"""Every recorded answer holds against the sandbox's OpenAPI document.

So does the sandbox in its own tests; a recording of the real API that differs is found here.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator

from brandpay_sandbox.openapi.document import document
from tests.api.tape import CASSETTES


def operation(method: str, path: str) -> dict[str, Any]:
    """The first that fits, as the server's router has it."""
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if method in operations and re.fullmatch(pattern, path):
            found: dict[str, Any] = operations[method]
            return found
    raise AssertionError(f"{method} {path} is not documented")


def wrong(schema: dict[str, Any], body: str) -> list[str]:
    whole = {**schema, "components": document()["components"]}
    found = Draft202012Validator(whole).iter_errors(json.loads(body))
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("cassette", sorted(CASSETTES.glob("*.yaml")), ids=lambda path: path.stem)
def test_recorded_answers_are_as_documented(cassette: Path) -> None:
    recorded = yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"]
    assert recorded
    for one in recorded:
        asked, answered = one["request"], one["response"]
        answers = operation(asked["method"].lower(), urlsplit(asked["uri"]).path)["responses"]
        content = answers[str(answered["status"]["code"])]["content"]["application/json"]
        assert wrong(content["schema"], answered["body"]["string"]) == []


def test_an_answer_of_another_form_is_found() -> None:
    answers = operation("get", "/v1/payments/key")["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]
    assert any("paymentKey" in one for one in wrong(schema, "{}"))
