"""Scenario files: what a sandbox begins with."""

from pathlib import Path

import pytest

from brandpay_sandbox import cli
from brandpay_sandbox.testing import running_sandbox

from .support import CONFIRM, Api

GOOD = """
# A shop of our own, and a confirm whose answer is refused.
keys {"clientKey": "test_ck_shop", "secretKey": "test_sk_shop", "mId": "shop"}
settings {"oneTouch": true, "webhooks": "manual"}
clock {"at": "2026-01-02T12:00:00+09:00", "frozen": true}
buyer/register {"clientKey": "test_ck_shop", "customerKey": "customer-1", "password": "135791"}
buyer/register {"customerKey": "customer-2", "method": "account"}
buyer/manage {"customerKey": "customer-2", "action": "agree_billing"}
payments/bulk {"count": 2}
transactions {"row": {"currency": "USD"}}
settlements {"amount": 700}
webhooks/urls {"url": "http://127.0.0.1:9/webhook"}
webhooks/faults {"kind": "duplicate"}
faults {"path": "confirm", "kind": "refuse", "code": "REJECT_CARD_PAYMENT"}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "shop.scenario"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_it_is_there_from_the_start_and_after_a_reset(scenario):
    with running_sandbox(scenario=scenario) as sandbox:
        api = Api(sandbox)
        for _ in range(2):
            keys = [one["customerKey"] for one in sandbox.customers()]
            assert keys == ["customer-1", "customer-2", "bulk-customer"]
            assert len(sandbox.payments()) == 2
            assert sandbox.settings()["oneTouch"] is True
            body = api.authenticated()
            assert api.post(CONFIRM, body).error == (403, "REJECT_CARD_PAYMENT")
            sandbox.reset()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("explode {}", "line 15: explode is none of keys, settings"),
        ("faults", "line 15: not JSON after faults"),
        ("faults {", "line 15: not JSON after faults"),
        ("faults []", "line 15: after faults comes a JSON object"),
        ('faults {"path": "confirm", "kind": "explode"}', "line 15: kind must be one of"),
        ('faults {"path": "confirm", "kind": "hang", "x": 1}', "line 15: unknown field x"),
        ('keys {"clientKey": "x", "secretKey": "y"}', "line 15: a client key looks like"),
        ('buyer/register {"customerKey": "x"}', "line 15: INVALID_CUSTOMER_KEY"),
        ('buyer/register {"customerKey": "xx", "password": "1"}', "line 15: password must be"),
        ('buyer/manage {"customerKey": "xx", "action": "withdraw"}', "line 15: no such customer"),
        ('webhooks/urls {"url": "nowhere"}', "line 15: "),
        ('clock {"advance": "x"}', "line 15: advance must be"),
    ],
)
def test_a_wrong_one_names_the_line(capsys, scenario, line, says):
    scenario.write_text(GOOD + line, encoding="utf-8")

    assert cli.main(["--scenario", str(scenario), "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("brandpay-sandbox: --scenario: shop.scenario ")
    assert says in said
    assert said.count("\n") == 1


def test_files_that_cannot_be_read(capsys, tmp_path):
    assert cli.main(["--scenario", str(tmp_path / "none"), "--port", "0"]) == 2
    assert "No such file" in capsys.readouterr().err
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    assert cli.main(["--scenario", str(tmp_path / "bytes"), "--port", "0"]) == 2
    assert "not UTF-8" in capsys.readouterr().err
