"""Settings and system checks."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from saleor_brandpay.api import NotSent, Secret, WayOut, shared
from saleor_brandpay.checks.registered import check_settings
from saleor_brandpay.conf import conf
from saleor_brandpay.core.way_out import described
from saleor_brandpay.management.troubles import of_toss
from tests.api.certificates import localhost

KEY = Fernet.generate_key().decode()


def ids() -> list[str]:
    return [str(message.id).split(".")[1] for message in check_settings()]


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()


def test_defaults_are_fine() -> None:
    assert ids() == []
    assert (conf.api_url, conf.deadline, conf.refund_guard) == (
        "https://api.tosspayments.com",
        18,
        60,
    )
    assert conf.sdk_url == "https://js.tosspayments.com/v2/standard"
    assert conf.test_code is None
    assert conf.read_back_reserve == 4
    assert conf.app_problems


@pytest.mark.parametrize("value", ["0", "false", "OFF", False])
def test_what_staff_see_can_be_switched_off(settings: Any, value: object) -> None:
    settings.BRANDPAY_APP_PROBLEMS = value
    assert not conf.app_problems


def test_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRANDPAY_DEADLINE", "9")
    monkeypatch.setenv("BRANDPAY_TEST_CODE", "REJECT_CARD_COMPANY")
    assert conf.deadline == 9
    assert conf.read_back_reserve == 2
    assert conf.test_code == "REJECT_CARD_COMPANY"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BRANDPAY_ENCRYPTION_KEYS", "", ["W001"]),
        ("BRANDPAY_ENCRYPTION_KEYS", "not a key", ["E003"]),
        ("BRANDPAY_ENCRYPTION_KEYS", [], ["W001"]),
        ("BRANDPAY_ENCRYPTION_KEYS", f"{KEY},{KEY}x", ["E003"]),
        ("BRANDPAY_ENCRYPTION_KEYS", f"{KEY},{KEY}", ["W002"]),
        ("BRANDPAY_DEADLINE", "soon", ["E001"]),
        ("BRANDPAY_DEADLINE", "23", ["E002"]),
        ("BRANDPAY_DEADLINE", 0, ["E002"]),
        ("BRANDPAY_API_URL", "http://api.tosspayments.com", ["E004"]),
        ("BRANDPAY_API_URL", "http://127.0.0.1:8090", []),
        ("BRANDPAY_REFUND_GUARD", "-1", ["E005"]),
        ("BRANDPAY_REFUND_GUARD", "x", ["E005"]),
        ("BRANDPAY_RETENTION_DAYS", "0", ["E010"]),
        ("BRANDPAY_RETENTION_DAYS", "-90", ["E010"]),
        ("BRANDPAY_RETENTION_DAYS", "90 days", ["E010"]),
        ("BRANDPAY_RETENTION_DAYS", "9999999999", ["E010"]),
        ("BRANDPAY_WITHDRAWALS_A_DAY", "-1", ["E011"]),
        ("BRANDPAY_WITHDRAWALS_A_DAY", "few", ["E011"]),
        ("BRANDPAY_OUTGOING_PROXY", "http://proxy.example.com:3128", []),
        ("BRANDPAY_OUTGOING_PROXY", "https://shop:p%40ss@proxy.example.com", []),
        ("BRANDPAY_OUTGOING_PROXY", "proxy.example.com:3128", ["E013"]),
        ("BRANDPAY_OUTGOING_PROXY", "socks5://proxy.example.com", ["E013"]),
        ("BRANDPAY_CA_BUNDLE", "/nowhere/ca.pem", ["E014"]),
        ("BRANDPAY_STAFF_LANGUAGE", "KO", []),
        ("BRANDPAY_STAFF_LANGUAGE", "korean", ["E015"]),
        ("BRANDPAY_DASHBOARD_URL", "https://shop.example.com/dashboard/", []),
        ("BRANDPAY_DASHBOARD_URL", "http://localhost:9000", []),
        ("BRANDPAY_DASHBOARD_URL", "shop.example.com/dashboard", ["W004"]),
        ("BRANDPAY_DASHBOARD_URL", "javascript://x/%0aalert(1)", ["W004"]),
        ("BRANDPAY_DASHBOARD_URL", 'https://x/"onclick="', ["W004"]),
        ("BRANDPAY_DASHBOARD_URL", "https://u:p@x/dashboard", ["W004"]),
        ("BRANDPAY_DASHBOARD_URL", "https://[x/", ["W004"]),
        ("DASHBOARD_URL", "https://dashboard.example.com/", []),
        ("BRANDPAY_REPORT_TO", "books@example.com, shop@xn--oy2b35bu9z.example", []),
        ("BRANDPAY_REPORT_TO", "", []),
        ("BRANDPAY_REPORT_TO", "books@example.com,office", ["W005"]),
        ("BRANDPAY_REPORT_TO", ["a@", "books@example.com\nBcc: x@example.com"], ["W005", "W005"]),
        ("BRANDPAY_REPORT_WHEN", "Always", []),
        ("BRANDPAY_REPORT_WHEN", "never", ["W006"]),
        ("BRANDPAY_CA_BUNDLE", __file__, ["E014"]),
    ],
)
def test_wrong_setting(settings: Any, name: str, value: object, expected: list[str]) -> None:
    setattr(settings, name, value)
    assert ids() == expected


@pytest.mark.parametrize(
    ("url", "allowed", "expected"),
    [
        ("http://sandbox:8090", "1", []),
        ("http://sandbox:8090", True, []),
        ("http://sandbox:8090", "0", ["E004"]),
        ("http://sandbox:8090", "", ["E004"]),
        ("http://api.tosspayments.com", "1", ["E004"]),
        ("ftp://sandbox", "1", ["E004"]),
    ],
)
def test_a_sandbox_on_another_machine_is_asked_for(
    settings: Any, url: str, allowed: object, expected: list[str]
) -> None:
    settings.BRANDPAY_API_URL = url
    settings.BRANDPAY_SANDBOX_OVER_HTTP = allowed
    assert ids() == expected


def test_a_report_cannot_be_mailed_without_a_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = ""
    assert ids() == []
    settings.BRANDPAY_REPORT_TO = "books@example.com"
    assert ids() == ["W007"]


def test_reservation_of_the_host(settings: Any) -> None:
    settings.RESERVE_DURATION = 30
    assert ids() == ["E002"]


def test_a_wrong_proxy_is_refused_without_its_password(settings: Any) -> None:
    settings.BRANDPAY_OUTGOING_PROXY = "http://shop:CANARY@proxy.example.com:port"
    [problem] = check_settings()
    assert "CANARY" not in f"{problem.msg}{problem.hint}"
    assert "BRANDPAY_OUTGOING_PROXY: a proxy looks like" in problem.msg


def test_the_way_out_is_that_of_the_settings(settings: Any, tmp_path: Path) -> None:
    assert shared().way_out() == WayOut()
    assert described() == ""
    _, bundle = localhost(tmp_path)
    settings.BRANDPAY_OUTGOING_PROXY = "http://shop:CANARY@proxy.example.com:3128"
    settings.BRANDPAY_CA_BUNDLE = bundle
    assert ids() == []
    proxy = Secret("http://shop:CANARY@proxy.example.com:3128")
    assert shared().way_out() == WayOut(proxy=proxy, ca_bundle=bundle)
    assert described() == (
        f" through the proxy http://proxy.example.com:3128, certificates of {bundle}"
    )
    told = of_toss(NotSent("refused", path="/v1"))
    assert "through the proxy http://proxy.example.com:3128" in told
    settings.BRANDPAY_OUTGOING_PROXY = "proxy"
    assert "cannot be reached" in of_toss(NotSent("refused", path="/v1"))


def test_a_bundle_without_a_ca_is_refused(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    settings.BRANDPAY_CA_BUNDLE = str(tmp_path / "empty.pem")
    assert ids() == ["E014"]
