"""docs/api-client.md: its example runs, and it names every call of the client."""

import re
from pathlib import Path

import pytest

from brandpay_sandbox.testing import running_sandbox
from saleor_brandpay.api import BrandpayClient

PAGE = (Path(__file__).parents[2] / "docs/api-client.md").read_text()
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_example_runs(capsys: pytest.CaptureFixture[str]):
    with running_sandbox() as sandbox:
        sandbox.fault("terms", "refuse", code="INVALID_CUSTOMER_KEY")
        exec(EXAMPLE.replace("http://127.0.0.1:8090", sandbox.url), {})
    offers, *_, refused = capsys.readouterr().out.splitlines()
    assert offers.startswith("71 20001 500 200000")
    assert refused.startswith("INVALID_CUSTOMER_KEY")


def test_every_call_is_named():
    calls = {name for name in dir(BrandpayClient) if not name.startswith("_")}
    assert calls == set(
        re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)))
    )
