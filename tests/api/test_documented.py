"""Every recorded answer holds against the sandbox's OpenAPI document.

So does the sandbox in all tests; a recording of the real API that differs is found here.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from brandpay_sandbox.testing_answers import differences
from tests.api.tape import CASSETTES


@pytest.mark.parametrize("cassette", sorted(CASSETTES.glob("*.yaml")), ids=lambda path: path.stem)
def test_recorded_answers_are_as_documented(cassette: Path) -> None:
    recorded = yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"]
    assert recorded
    for one in recorded:
        asked, answered = one["request"], one["response"]
        path, status = urlsplit(asked["uri"]).path, answered["status"]["code"]
        body = answered["body"]["string"]
        assert differences(asked["method"], path, status, body, more_fields=True) == []


def test_an_answer_of_another_form_is_found() -> None:
    assert any("paymentKey" in one for one in differences("GET", "/v1/payments/key", 200, "{}"))
