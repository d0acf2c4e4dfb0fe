"""The deadline over the whole exchange, against servers that do their worst."""

from __future__ import annotations

import socket
import time

import pytest

from saleor_brandpay.api import (
    BrandpayClient,
    MalformedAnswer,
    NoAnswer,
    NotSent,
    Secret,
    Transport,
    connection,
)
from tests.api.conftest import SECRET_KEY, confirm, soon
from tests.api.servers import Connection, answering, reply

SHORT = 0.3


def fails_in_time(client: BrandpayClient, error: type[Exception], seconds: float = SHORT):
    began = time.monotonic()
    with pytest.raises(error) as caught:
        confirm(client, deadline=soon(seconds))
    assert time.monotonic() - began < seconds + 1
    return caught.value


def test_a_server_that_never_answers(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        connection.wait_for_the_end()

    error = fails_in_time(connect(serve(handle)), NoAnswer)
    assert error.http_status is None
    assert error.path == "/v1/brandpay/payments/confirm"


@pytest.mark.parametrize("start", [0, 12, 60])
def test_headers_one_byte_at_a_time(serve, connect, start):
    whole = reply(headers={"X-Long": "x" * 500})

    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(whole[:start])
        connection.trickle(whole[start:], seconds=0.02)

    fails_in_time(connect(serve(handle)), NoAnswer)


def test_a_body_one_byte_at_a_time(serve, connect):
    whole = reply(headers={"x-tosspayments-trace-id": "abc"})
    end = whole.index(b"\r\n\r\n") + 4

    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(whole[:end])
        connection.trickle(whole[end:], seconds=0.02)

    error = fails_in_time(connect(serve(handle)), NoAnswer)
    assert (error.http_status, error.trace_id) == (200, "abc")


def test_chunks_one_byte_at_a_time(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100):
            connection.trickle(b"1\r\n \r\n", seconds=0.01)

    fails_in_time(connect(serve(handle)), NoAnswer)


def test_a_slow_answer_that_makes_it(serve, connect):
    def handle(connection: Connection) -> None:
        while connection.read():
            whole = reply()
            connection.trickle(whole[:20], seconds=0.005)
            connection.send(whole[20:])

    server = serve(handle)
    client = connect(server)
    confirm(client)
    confirm(client)
    assert server.connections == 1


def test_a_server_that_never_shakes_hands(serve, connect, monkeypatch):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", SHORT)
    server = serve(lambda connection: connection.wait_for_the_end())
    client = BrandpayClient(
        SECRET_KEY, base_url=server.url.replace("http", "https"), transport=Transport()
    )
    began = time.monotonic()
    with pytest.raises(NotSent):
        confirm(client, deadline=soon(5))
    assert time.monotonic() - began < SHORT + 1


def test_nobody_listens(serve, connect):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = BrandpayClient(SECRET_KEY, base_url=f"http://localhost:{port}", transport=Transport())
    error = fails_in_time(client, NotSent)
    assert "Connection refused" in error.message
    assert not error.is_unknown


def test_a_name_that_does_not_exist(monkeypatch, connect):
    def no_such_name(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    client = BrandpayClient(SECRET_KEY, base_url="http://toss.invalid", transport=Transport())
    assert "Name or service not known" in fails_in_time(client, NotSent).message


def test_a_name_that_cannot_be_one():
    client = BrandpayClient(SECRET_KEY, base_url=f"http://{'x' * 80}.kr", transport=Transport())
    fails_in_time(client, NotSent)


def test_a_token_that_cannot_be_a_header(serve, connect):
    server = serve(answering(reply()))
    for token in ("토큰", "a\nb"):
        with pytest.raises(NotSent):
            connect(server).methods_by_token(Secret(token), deadline=soon())
    assert server.requests == []


def test_a_name_without_addresses(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [])
    client = BrandpayClient(SECRET_KEY, base_url="http://toss.invalid", transport=Transport())
    assert "no address" in fails_in_time(client, NotSent).message


def test_a_name_server_that_is_silent(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(1) or [])
    client = BrandpayClient(SECRET_KEY, base_url="http://toss.invalid", transport=Transport())
    assert "toss.invalid" in fails_in_time(client, NotSent).message


def test_addresses_share_the_time_to_connect(monkeypatch):
    """urllib3 would give each one the whole time."""
    tried: list[float] = []

    def slow(address, timeout, **kwargs):
        tried.append(timeout)
        time.sleep(timeout / 2)
        raise TimeoutError("timed out")

    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"10.0.0.{n}", 1)) for n in range(50)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    monkeypatch.setattr(connection, "create_connection", slow)
    client = BrandpayClient(SECRET_KEY, base_url="http://toss.invalid", transport=Transport())
    fails_in_time(client, NotSent)
    # A busy machine sleeps longer than it was asked to.
    assert len(tried) > len(answers) * 0.7
    assert sum(tried) <= SHORT * 2


def test_a_deadline_that_is_over_sends_nothing(serve, connect, frozen):
    server = serve(answering(reply()))
    error = fails_in_time(connect(server), NotSent, seconds=0)
    assert "deadline" in error.message
    assert server.connections == 0


def test_a_deadline_that_ends_before_sending(serve, connect, monkeypatch):
    """Nothing may leave once the time is over, not even over an open connection."""
    server = serve(answering(reply()))
    client = connect(server)
    confirm(client)
    left = iter([5.0, 5.0])
    monkeypatch.setattr("saleor_brandpay.api.Deadline.remaining", lambda self: next(left, 0.0))
    with pytest.raises(NotSent, match="deadline"):
        confirm(client, idempotency_key="another")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.1 200",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        reply()[:-5],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    ],
    ids=["nothing", "half a line", "nonsense", "long", "many", "short", "chunk", "bad chunk"],
)
def test_an_answer_that_breaks_off(serve, connect, data):
    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(data)

    server = serve(handle)
    with pytest.raises((NoAnswer, MalformedAnswer)) as caught:
        confirm(connect(server))
    assert caught.value.is_unknown
    assert len(server.requests) == 1


def test_a_connection_reset_is_no_answer(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    server = serve(handle)
    with pytest.raises(NoAnswer):
        confirm(connect(server))
    assert len(server.requests) == 1


def test_a_compressed_answer(serve, connect):
    server = serve(answering(reply(compress=True)))
    assert confirm(connect(server)).value.payment_key == "tgen_1"
    assert server.requests[0].headers["Accept-Encoding"] == "gzip"


def test_a_compressed_answer_that_is_not(serve, connect):
    server = serve(answering(reply(b"{}", headers={"Content-Encoding": "gzip"})))
    with pytest.raises(MalformedAnswer):
        confirm(connect(server))


@pytest.mark.parametrize("compress", [False, True])
def test_an_answer_that_is_too_large(serve, connect, compress):
    bomb = reply(b" " * 6_000_000, compress=compress)
    server = serve(answering(bomb, reply()))
    client = connect(server)
    with pytest.raises(MalformedAnswer, match="large"):
        confirm(client)
    assert confirm(client).value.payment_key == "tgen_1"


def test_an_error_that_the_caller_is_handling_is_not_taken_for_the_cause(serve, connect):
    server = serve(lambda connection: connection.read())
    client = connect(server)
    try:
        raise ZeroDivisionError("not ours")  # noqa: TRY301
    except ZeroDivisionError:
        with pytest.raises(NoAnswer) as caught:
            confirm(client)
    assert "not ours" not in caught.value.message
