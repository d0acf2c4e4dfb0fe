"""Recording: what is taken out, what is refused, and the guide through the real window."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import Request as WebRequest
from urllib.request import urlopen

import pytest
from vcr.request import Request

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from tests.api import record, window
from tests.api.record import RealStage
from tests.api.scenarios import AMOUNT, SCENARIOS
from tests.api.scrub import Scrubber, leaks
from tests.api.stage import SandboxStage

LIVE = "live" + "_sk_abcdefghijklmnopqrst"
PAIR = {
    "BRANDPAY_TEST_SECRET_KEY": "test_sk_abc",
    "BRANDPAY_TEST_CLIENT_KEY": "test_ck_abc",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.mark.parametrize(
    "secret",
    [
        LIVE,
        "test_gck_abcdef",
        "Authorization: Basic dGVzdF9za196WExr",
        "Bearer abcdefgh",
        "dGVzdF9za196WExr",
        '"accessToken": "abc"',
        '"customerKey":"abc"',
        "aB3" * 16,
        "4330123456781234",
        "4330-1234-5678-1234",
        "http://127.0.0.1:8090/",
    ],
)
def test_leaks_are_found(secret: str):
    assert leaks(f"body: '{secret}'")


def test_what_a_cassette_may_hold_is_no_leak():
    assert leaks("Basic (scrubbed) 53270000****000* 3D0518EA25B5D614DC53ED979125EB27") == []


def test_a_request_is_scrubbed():
    request = Request(
        method="POST",
        uri="http://127.0.0.1:9/v1/payments/pk1/cancel?startDate=2020-01-01T00:00:00&limit=1",
        body=b'{"customerKey": "c", "code": "abc", "orderId": "o1", "amount": 5, "x": ["o1"]}',
        headers={
            "Authorization": "Basic abc",
            "Idempotency-Key": "o1-0",
            "User-Agent": "x",
            "Content-Type": "application/json",
        },
    )
    scrubber = Scrubber({"http://127.0.0.1:9": "https://toss", "pk1": "PK", "o1": "O"})
    scrubbed = scrubber.request(request)
    assert scrubbed.uri == (
        "https://toss/v1/payments/PK/cancel?startDate=2026-01-01T00%3A00%3A00&limit=1"
    )
    assert scrubbed.body == (
        b'{"customerKey": "fake-customer-key", "code": "fake-code", "orderId": "O", "amount": 5,'
        b' "x": ["O"]}'
    )
    assert dict(scrubbed.headers) == {
        "Authorization": "Basic (scrubbed)",
        "Idempotency-Key": "O-0",
        "Content-Type": "application/json",
    }


def test_a_response_is_scrubbed():
    response = {
        "status": {"code": 400, "message": "x"},
        "headers": {"Set-Cookie": ["a=b"], "Date": ["now"]},
        "body": {"string": b'{"code": "NOT_FOUND_PAYMENT", "accessToken": "t"}'},
    }
    assert Scrubber().response(response) == {
        "status": {"code": 400, "message": "x"},
        "headers": {"Date": ["now"]},
        "body": {"string": b'{"code": "NOT_FOUND_PAYMENT", "accessToken": "fake-access-token"}'},
    }


def test_a_body_that_is_not_json_is_scrubbed_too():
    response = {"status": {}, "headers": {}, "body": {"string": b"<p>o1 \xff</p>"}}
    assert Scrubber({"o1": "O"}).response(response)["body"]["string"] == "<p>O �</p>".encode()


def test_recording_again_changes_nothing(sandbox, tmp_path):
    for name in ("tokens", "confirmed_card"):
        first, second = (
            record.record(SandboxStage(sandbox), name, SCENARIOS[name], tmp_path).read_text()
            for _ in range(2)
        )
        assert first == second


def test_a_recording_with_a_secret_is_not_written(sandbox, tmp_path, monkeypatch):
    monkeypatch.setattr(record, "leaks", lambda text: ["a Toss key: x", "a Toss key: y"])
    with pytest.raises(SystemExit, match=r"still holds a Toss key$"):
        record.record(SandboxStage(sandbox), "tokens", SCENARIOS["tokens"], tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", PAIR)
@pytest.mark.parametrize("value", ["", LIVE, "live" + "_ck_abc", "test_gsk_abc"])
def test_only_test_keys_record(name: str, value: str):
    with pytest.raises(SystemExit, match=name) as caught:
        record.main(["--real"], PAIR | {name: value})
    assert not value or value not in str(caught.value)


def test_an_unknown_scenario(capsys):
    with pytest.raises(SystemExit):
        record.main(["nonsense"], {})
    assert "no such scenario: nonsense" in capsys.readouterr().err


def test_main_records_what_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(record, "CASSETTES", tmp_path)
    record.main(["tokens"], {})
    assert [path.name for path in tmp_path.iterdir()] == ["tokens.yaml"]
    assert capsys.readouterr().out == "tokens.yaml\n"


def test_main_against_a_real_api_goes_on_after_a_failure(sandbox, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(record, "CASSETTES", tmp_path)
    sandbox.reset()
    sandbox.fault("*", "http_500", times=1)
    environment = PAIR | {"BRANDPAY_TEST_SECRET_KEY": sandbox.secret_key}
    record.main(["--real", "tokens", "unknown_payment"], environment, url=sandbox.url)
    failed, written = capsys.readouterr().out.splitlines()
    assert failed.startswith("tokens: not recorded, 500")
    assert written == "unknown_payment.yaml"


def test_the_guide_through_the_window(sandbox, tmp_path, capsys):
    """A person pastes a wrong address, then the right one."""
    sandbox.reset()
    asked: list[str] = []

    def person(prompt: str) -> str:
        address = prompt.split()[1]
        asked.append(prompt)
        if len(asked) == 1:
            return f"{address}return?code=PAY_PROCESS_CANCELED&message=x"
        with urlopen(address, timeout=5) as opened:
            html = opened.read().decode()
        data = _data_of(html)
        paid = sandbox.pay(data["payment"], customer_key=data["customerKey"])
        return str(paid["url"])

    stage = RealStage(
        sandbox.secret_key, sandbox.client_key, ask=person, url=sandbox.url, port=_free_port()
    )
    written = record.record(stage, "refunded_at_once", SCENARIOS["refunded_at_once"], tmp_path)
    assert leaks(written.read_text()) == []
    assert "fake-payment-key" in written.read_text()
    assert len(asked) == 2
    assert "PAY_PROCESS_CANCELED" in capsys.readouterr().out


def _data_of(html: str):
    import json

    line = next(line for line in html.splitlines() if line.strip().startswith("const d = "))
    return json.loads(line.strip().removeprefix("const d = ").removesuffix(";"))


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_the_callback_answers_across_origins():
    with window.serving("<p>", 0) as port:
        for method in ("GET", "OPTIONS"):
            request = WebRequest(f"http://127.0.0.1:{port}/callback?code=x", method=method)
            with urlopen(request, timeout=5) as answer:
                assert answer.status == 204
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
        with urlopen(f"http://127.0.0.1:{port}/return?paymentKey=x", timeout=5) as answer:
            assert b"Copy the address" in answer.read()


def test_the_page_cannot_be_broken_out_of():
    html = window.page("test_ck_a", "key", {"orderId": "o", "x": "</script>"}, "card", "http://o")
    assert html.count("</script>") == 2


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "not the return URL"),
        ("orderId=other&amount=15000&paymentKey=k", "not the return URL"),
        ("orderId=o&amount=1&paymentKey=k", "not the return URL"),
        ("orderId=o&amount=15000", "no paymentKey"),
        ("code=X&message=no", "X no"),
    ],
)
def test_a_pasted_address_is_checked(query: str, problem: str):
    with pytest.raises(ValueError, match=problem):
        window.payment_key_in(f" http://localhost/return?{query} ", "o", AMOUNT)


def test_a_pasted_address_gives_the_payment_key():
    query = "orderId=o&amount=15000&paymentKey=k"
    assert window.payment_key_in(f"http://localhost/return?{query}\n", "o", AMOUNT) == "k"
