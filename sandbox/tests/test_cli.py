"""`brandpay-sandbox` as a process."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from brandpay_sandbox import __version__, cli
from brandpay_sandbox.testing import RunningSandbox

from .receiver import running_receiver
from .support import basic


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "brandpay_sandbox.cli", *arguments]


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen, str]]:
    process = subprocess.Popen(
        command("--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def status_of(address: str, secret_key: str) -> int:
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.request("GET", "/v1/payments/x", headers={"Authorization": basic(secret_key)})
    status = connection.getresponse().status
    connection.close()
    return status


def refusal(capsys, *arguments: str) -> str:
    """The one line that it says when it cannot start."""
    try:
        status = cli.main(arguments)
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("brandpay-sandbox: ")
    return captured.err


def test_it_says_where_it_listens_and_serves_the_keys_given(tmp_path):
    port_file = tmp_path / "port"
    keys = ["--key", "test_ck_a:test_sk_a", "--key", "test_ck_b:test_sk_b"]

    with running("--port-file", str(port_file), *keys) as (_, line):
        address = f"127.0.0.1:{port_file.read_text().strip()}"

        assert line == f"Brandpay sandbox on http://{address}\n"
        assert [status_of(address, f"test_sk_{name}") for name in "abc"] == [404, 404, 401]
        assert status_of(address, "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R") == 404


def test_keys_given_survive_a_reset():
    with running("--key", "test_ck_a:test_sk_a") as (_, line):
        address = line.split("//")[1].strip()
        connection = http.client.HTTPConnection(address, timeout=5)
        connection.request("POST", "/_sandbox/reset")
        assert connection.getresponse().status == 200
        connection.close()

        assert status_of(address, "test_sk_a") == 404


def test_the_next_run_goes_on_with_the_state_that_one_left(tmp_path):
    """Keys that came by the control API, its clock; a key of the command line is added."""
    file = tmp_path / "state.json"
    for number, known in enumerate([[404, 401], [404, 404]]):
        more = ["--key", "test_ck_b:test_sk_b"] if number else []
        with running("--state", str(file), *more) as (process, line):
            address = line.split("//")[1].strip()
            if not number:
                connection = http.client.HTTPConnection(address, timeout=5)
                body = json.dumps({"clientKey": "test_ck_a", "secretKey": "test_sk_a"})
                connection.request("POST", "/_sandbox/keys", body)
                assert connection.getresponse().status == 200
                connection.close()
            assert [status_of(address, f"test_sk_{name}") for name in "ab"] == known
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "not a state that the sandbox saved"),
        ('{"format": 99, "version": "9.0"}', "of a later version (9.0)"),
        ('{"format": 1}', "damaged"),
    ],
)
def test_state_that_is_none_is_refused_and_kept(capsys, tmp_path, text, said):
    file = tmp_path / "state.json"
    file.write_text(text)
    told = refusal(capsys, "--port", "0", "--state", str(file))
    assert "--state: " in told
    assert said in told
    assert file.read_text() == text


def test_state_that_cannot_be_left_is_said_at_the_start(capsys, tmp_path):
    assert "cannot write" in refusal(capsys, "--port", "0", "--state", str(tmp_path / "no/state"))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly_and_fast(sent):
    with running() as (process, line):
        host, port = line.split("//")[1].strip().split(":")
        idle = socket.create_connection((host, int(port)))
        began = time.monotonic()

        process.send_signal(sent)
        _, err = process.communicate(timeout=5)

        assert (process.returncode, err) == (0, "")
        assert time.monotonic() - began < 2
        idle.close()


def test_a_hanging_request_does_not_hold_up_the_end():
    with running() as (process, line):
        address = line.split("//")[1].strip()
        control = http.client.HTTPConnection(address, timeout=5)
        control.request("POST", "/_sandbox/faults", '{"path": "payment", "kind": "hang"}')
        control.getresponse().read()
        hanging = http.client.HTTPConnection(address, timeout=5)
        secret = basic("test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R")
        hanging.request("GET", "/v1/payments/x", headers={"Authorization": secret})
        control.request("GET", "/_sandbox/requests")
        control.getresponse().read()

        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=5)

        assert (process.returncode, err) == (0, "")
        hanging.close()
        control.close()


def test_a_taken_port_is_one_line_and_status_2(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = refusal(capsys, "--port", str(port))

    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in said


def test_an_unknown_host_is_one_line_and_status_2(capsys):
    assert "cannot listen on no.such.host.invalid" in refusal(
        capsys, "--host", "no.such.host.invalid", "--port", "0"
    )


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("test_ck_only", "clientKey:secretKey"),
        ("ck:sk", "a client key looks like"),
        ("test_ck_x:sk", "a secret key looks like"),
        ("test_ck_x:test_gsk_x", "not of one environment"),
        ("test_ck_x:test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R", "belongs to another client key"),
    ],
)
def test_a_wrong_key_is_one_line_and_status_2_without_the_key(capsys, key, says):
    said = refusal(capsys, "--key", key)

    assert says in said
    assert "zXLkKEyp" not in said


@pytest.mark.parametrize("port", ["x", "-1", "65536", "80.5"])
def test_a_wrong_port_is_one_line_and_status_2(capsys, port):
    assert "a port is a number from 0 to 65535" in refusal(capsys, f"--port={port}")


def test_a_port_file_that_cannot_be_written_is_one_line_and_status_2(capsys, tmp_path):
    said = refusal(capsys, "--port", "0", "--port-file", str(tmp_path / "missing" / "port"))

    assert "cannot write" in said


def control(address: str, path: str) -> dict:
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.request("GET", f"/_sandbox/{path}")
    answer = json.load(connection.getresponse())
    connection.close()
    return answer


def test_faults_are_in_force_from_the_start_and_after_a_reset():
    fault = "payment:http_429+http_500:2:p=0.5:code=UNKNOWN_ERROR:seconds=1:order=order-0001"

    with running("--fault", fault, "--fault", "payment:html_502:always") as (_, line):
        address = line.split("//")[1].strip()
        assert status_of(address, "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R") == 502
        first, second = control(address, "faults")["faults"]
        reset = http.client.HTTPConnection(address, timeout=5)
        reset.request("POST", "/_sandbox/reset")
        reset.getresponse().read()
        reset.close()

        assert control(address, "faults")["faults"] == [first, second]

    assert first == {
        "id": 1,
        "path": "payment",
        "kind": ["http_429", "http_500"],
        "code": "UNKNOWN_ERROR",
        "times": 2,
        "seconds": 1.0,
        "orderId": "order-0001",
        "probability": 0.5,
    }
    assert (second["kind"], second["times"]) == ("html_502", None)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("confirm", "a fault is written PATH:KIND"),
        ("confirm:", "a fault is written PATH:KIND"),
        (":hang", "a fault is written PATH:KIND"),
        ("confirm:hang:soon", "soon: a fault is written PATH:KIND"),
        ("confirm:hang:", "an empty part: a fault is written"),
        ("confirm:hang:q=1", "q=1: a fault is written"),
        ("confirm:hang:p=often", "p=often: not a number"),
        ("confirm:hang:p=0", "--fault: probability must be"),
        ("confirm:hang:p=nan", "--fault: probability must be"),
        ("confirm:hang:seconds=inf", "--fault: seconds must be"),
        ("confirm:hang:1:always", "always: said twice"),
        ("confirm:hang:0", "--fault: times must be"),
        ("refund:hang", "--fault: path must be * or one of"),
        ("confirm:explode", "--fault: kind must be one of"),
        ("confirm:refuse", "--fault: refuse needs a code"),
    ],
)
def test_a_wrong_fault_is_one_line_and_status_2(capsys, fault, says):
    assert says in refusal(capsys, "--fault", fault)


def test_webhooks_are_registered_for_all_keys_or_one():
    keys = ["--key", "test_ck_a:test_sk_a", "--webhook", "http://127.0.0.1:9/all"]
    one = ["--webhook", "test_ck_a=http://127.0.0.1:9/a", "--webhook-events", "METHOD_UPDATED"]

    with running(*keys, *one) as (_, line):
        urls = control(line.split("//")[1].strip(), "webhooks/urls")["urls"]

    assert [one["url"][-3:] for one in urls] == ["all", "all", "9/a"]
    assert urls[0]["mId"] == "tosspayments"
    assert urls[1]["mId"] == urls[2]["mId"] != "tosspayments"
    assert urls[0]["events"] == ["METHOD_UPDATED"]


def test_webhooks_are_sent_by_themselves():
    with running_receiver() as receiver, running("--webhook", receiver.url) as (_, line):
        RunningSandbox(line.strip().split(" on ")[1]).register(customer_key="someone")
        receiver.wait()
        receiver.wait()

    # Two are on their way at the same time.
    assert sorted(one.status for one in receiver.received) == ["CREATED", "ENABLED"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--webhook", "nowhere"], "--webhook: url must be an absolute http or https URL"),
        (["--webhook", "test_ck_x=http://x/"], "--webhook: this client key is not known"),
        (["--webhook", "http://x/", "--webhook-events", "PAID"], "--webhook: events must be of"),
    ],
)
def test_a_wrong_webhook_is_one_line_and_status_2(capsys, arguments, says):
    assert says in refusal(capsys, *arguments)


def test_without_its_dependencies_it_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "brandpay_sandbox.http.server", None)

    assert "Install brandpay-sandbox with its dependencies" in refusal(capsys)


def test_help(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])

    said = capsys.readouterr().out
    assert end.value.code == 0
    for word in ("--host", "--port", "--key", "--port-file", "--seed", "BRANDPAY_API_URL"):
        assert word in said
    for word in ("--fault PATH:KIND", "--webhook [CK=]URL", "--webhook-events"):
        assert word in said


def test_ipv6(capsys):
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with running("--host", "::1") as (process, line):
        if process.poll() is not None:
            pytest.skip("no IPv6 here")
        assert line.startswith("Brandpay sandbox on http://[::1]:")


def test_the_banner_says_where_everything_is_and_no_secret_of_others():
    with running("--key", "test_ck_a:test_sk_not_to_be_shown") as (process, _):
        process.send_signal(signal.SIGTERM)
        out = process.stdout.read()

    for word in ("/v2/standard", "/console", "/openapi", "test_ck_a", "test_sk_zXLkKEypNArWmo"):
        assert word in out
    assert out.endswith("Ctrl-C ends it.\n")
    assert "not_to_be" not in out


def test_each_request_is_a_line_without_customer_keys():
    with running() as (process, line):
        address = line.split("//")[1].strip()
        assert status_of(address, "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R") == 404
        connection = http.client.HTTPConnection(address, timeout=5)
        key = "0b6d4f0e-6a0f-4d0a-9a53-7f9f3f1f2c11"
        for path in (f"/v1/brandpay/payments/methods/{key}?customerKey={key}", "/console"):
            connection.request("GET", path)
            connection.getresponse().read()
        lines = [next(process.stdout) for _ in range(8)]
        connection.close()
        process.kill()
        lines += process.communicate()[0].splitlines()

    told = [one for one in lines if " GET " in one]
    assert told[0].endswith("GET /v1/payments/x 404 NOT_FOUND_PAYMENT\n")
    assert told[1].rstrip().endswith("methods/0b6d4f0e… 401 UNAUTHORIZED_KEY")
    assert len(told) == 2
    assert key not in "".join(lines)


def test_quiet_says_one_line():
    with running("--quiet") as (process, line):
        assert status_of(line.split("//")[1].strip(), "x") == 401
        process.send_signal(signal.SIGTERM)

        assert process.communicate(timeout=5) == ("", "")


def test_version(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])

    assert capsys.readouterr().out == f"brandpay-sandbox {__version__}\n"
