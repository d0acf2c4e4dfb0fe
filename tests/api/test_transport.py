"""One pool for the whole process: reuse, threads, forks, stale connections, TLS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from saleor_brandpay.api import BrandpayClient, NoAnswer, NotSent, Transport, WayOut, shared
from saleor_brandpay.api.pool import POOL_SIZE
from saleor_brandpay.api.transport import _Fork
from tests.api.certificates import localhost
from tests.api.conftest import SECRET_KEY, confirm, soon
from tests.api.servers import Connection, answering, reply

TOKEN = {"accessToken": "at", "refreshToken": "rt", "expiresIn": 60}


def test_clients_share_the_process_wide_transport():
    one, other = BrandpayClient(SECRET_KEY), BrandpayClient(SECRET_KEY)
    assert one._caller._transport is other._caller._transport is shared()


def test_a_warm_process_opens_no_connections(serve, transport):
    server = serve(answering(reply()))
    for _ in range(5):
        client = BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport)
        confirm(client)
    assert (transport.calls, transport.handshakes, server.connections) == (5, 1, 1)


def test_error_answers_keep_their_connection(serve, connect, transport):
    server = serve(answering(reply({"code": "X"}, status=400), reply(b"", status=500), reply()))
    client = connect(server)
    for _ in range(2):
        with pytest.raises(Exception, match="HTTP"):
            confirm(client)
    confirm(client)
    assert transport.handshakes == 1


def test_32_threads_share_it(serve, connect, transport):
    def handle(connection: Connection) -> None:
        while (request := connection.read()) is not None:
            connection.send(reply(payment_of(request.json)))

    def pay(number: int) -> str:
        found = confirm(
            client, order_id=f"order-{number}", amount=1000 + number, idempotency_key=f"k{number}"
        )
        assert found.value.total_amount == 1000 + number
        return found.value.order_id

    server = serve(handle)
    client = connect(server)
    with ThreadPoolExecutor(POOL_SIZE) as threads:
        found = list(threads.map(pay, range(640)))
    assert found == [f"order-{number}" for number in range(640)]
    assert transport.calls == 640
    assert transport.handshakes == server.connections <= POOL_SIZE
    confirm(client, idempotency_key="again")
    assert transport.handshakes <= POOL_SIZE


def payment_of(body):
    return {
        "paymentKey": body["paymentKey"],
        "orderId": body["orderId"],
        "status": "DONE",
        "totalAmount": body["amount"],
    }


def test_more_threads_than_the_pool_holds_all_get_through(serve, connect, transport):
    barrier = threading.Barrier(POOL_SIZE + 4)

    def handle(connection: Connection) -> None:
        while connection.read():
            barrier.wait(5)
            connection.send(reply())

    client = connect(serve(handle))
    with ThreadPoolExecutor(POOL_SIZE + 4) as threads:
        list(threads.map(lambda n: confirm(client, idempotency_key=f"k{n}"), range(POOL_SIZE + 4)))
    assert transport.handshakes == POOL_SIZE + 4


def closing_when_idle() -> tuple:
    """A handler that answers one request and closes when the second one has been read."""
    first_closes = threading.Event()

    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(reply())
        if connection.number == 1:
            connection.read()
            first_closes.set()
            return
        connection.wait_for_the_end()

    return handle, first_closes


def test_a_stale_connection_is_replaced_once_for_a_post_with_a_key(serve, connect):
    handle, closed = closing_when_idle()
    server = serve(handle)
    client = connect(server)
    confirm(client)
    assert confirm(client, idempotency_key="second").value.payment_key == "tgen_1"
    assert closed.is_set()
    assert server.connections == 2
    keys = [request.headers["Idempotency-Key"] for request in server.requests]
    assert keys == ["confirm-order-1", "second", "second"]


def test_a_stale_connection_is_replaced_for_a_get(serve, connect):
    handle, _ = closing_when_idle()
    server = serve(handle)
    client = connect(server)
    confirm(client)
    client.payment("k", deadline=soon())
    assert [request.method for request in server.requests] == ["POST", "GET", "GET"]


def test_a_post_without_a_key_is_never_repeated(serve, connect):
    handle, _ = closing_when_idle()
    server = serve(handle)
    client = connect(server)
    confirm(client)
    with pytest.raises(NoAnswer):
        client.exchange_code(customer_key="ab", code="c", deadline=soon())
    assert [request.path.rsplit("/")[-1] for request in server.requests] == [
        "confirm",
        "access-token",
    ]


def test_it_is_replaced_only_once(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        if connection.number == 1:
            connection.send(reply())
            connection.read()

    server = serve(handle)
    client = connect(server)
    confirm(client)
    with pytest.raises(NoAnswer):
        confirm(client, idempotency_key="second")
    assert len(server.requests) == 3


def test_a_repeat_that_cannot_connect_does_not_say_that_nothing_was_sent(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(reply())
        connection.read()
        listener_closed.set()

    listener_closed = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        thread = threading.Thread(target=one_connection, args=(listener, handle), daemon=True)
        thread.start()
        client = BrandpayClient(SECRET_KEY, base_url=url, transport=Transport())
        confirm(client)
        listener.close()
        with pytest.raises(NoAnswer) as caught:
            confirm(client, idempotency_key="second")
    assert caught.value.is_unknown


def one_connection(listener: socket.socket, handle) -> None:
    from tests.api.servers import Server

    sock, _ = listener.accept()
    with sock:
        handle(Connection(sock, Server(""), 1))


def test_a_stale_connection_that_hangs_is_not_repeated(serve, connect):
    def handle(connection: Connection) -> None:
        connection.read()
        connection.send(reply())
        connection.wait_for_the_end()

    server = serve(handle)
    client = connect(server)
    confirm(client)
    with pytest.raises(NoAnswer):
        confirm(client, idempotency_key="second", deadline=soon(0.2))
    assert server.connections == 1


def test_a_connection_seen_closed_is_replaced_before_sending(serve, connect):
    closed = threading.Event()

    def handle(connection: Connection) -> None:
        while connection.read():
            connection.send(reply(TOKEN))
            if connection.number == 1:
                connection.sock.shutdown(socket.SHUT_RDWR)
                closed.set()

    server = serve(handle)
    client = connect(server)
    client.exchange_code(customer_key="ab", code="c", deadline=soon())
    assert closed.wait(5)
    client.exchange_code(customer_key="ab", code="d", deadline=soon())
    assert len(server.requests) == server.connections == 2


def test_a_fresh_connection_that_is_dropped_is_not_repeated(serve, connect):
    server = serve(lambda connection: connection.read())
    with pytest.raises(NoAnswer):
        confirm(connect(server))
    assert len(server.requests) == 1


FORK = """
import os, sys, threading
from saleor_brandpay.api import BrandpayClient, Deadline, WayOut, shared
url = sys.argv[1]
client = BrandpayClient("test_sk_fork", base_url=url)
client.payment("parent", deadline=Deadline.after(5))
shared()._lock.acquire()  # as if another thread were inside
pid = os.fork()
if pid == 0:
    client.payment("child", deadline=Deadline.after(5))
    client.payment("child", deadline=Deadline.after(5))
    assert (shared().calls, shared().handshakes) == (2, 1), (shared().calls, shared().handshakes)
    sys.exit(0)
shared()._lock.release()
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
client.payment("parent", deadline=Deadline.after(5))
assert (shared().calls, shared().handshakes) == (2, 1)
"""


def test_a_fork_gets_connections_of_its_own_and_leaves_the_parents_open(serve):
    server = serve(answering(reply()))
    subprocess.run([sys.executable, "-c", FORK, server.url], check=True, timeout=30)
    assert server.connections == 2
    assert [request.path.rsplit("/")[-1] for request in server.requests] == [
        "parent",
        "child",
        "child",
        "parent",
    ]


def test_a_fork_over_tls_leaves_the_parents_session_usable(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    script = FORK.replace(
        "url = sys.argv[1]",
        "url, bundle = sys.argv[1:]\nshared().way_out = lambda: WayOut(ca_bundle=bundle)",
    )
    subprocess.run([sys.executable, "-c", script, server.url, bundle], check=True, timeout=30)
    assert len(server.requests) == 4


def test_tls_is_verified(serve, connect, tmp_path):
    context, _ = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    with pytest.raises(NotSent, match="certificate verify failed"):
        confirm(connect(server))
    assert server.requests == []


def test_tls_with_a_bundle_of_ones_own_reuses_its_connection(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    transport = Transport(way_out=lambda: WayOut(ca_bundle=bundle))
    client = BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport)
    for number in range(3):
        confirm(client, idempotency_key=f"k{number}")
    assert (transport.calls, transport.handshakes) == (3, 1)


@pytest.mark.parametrize("bundle", [False, "", None])
def test_tls_verification_cannot_be_turned_off(serve, tmp_path, bundle):
    context, _ = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    transport = Transport(way_out=lambda: WayOut(ca_bundle=bundle))
    with pytest.raises(NotSent, match="certificate verify failed"):
        confirm(BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport))
    assert server.requests == []


def test_nothing_is_taken_from_the_environment(serve, connect, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none"))
    (tmp_path / ".netrc").write_text("default login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server = serve(answering(reply()))
    confirm(connect(server))
    assert server.requests[0].headers["Authorization"].startswith("Basic dGVzdF9za1")


def test_cookies_are_not_kept(serve, connect):
    server = serve(answering(reply(headers={"Set-Cookie": "a=b; Path=/"})))
    client = connect(server)
    confirm(client)
    confirm(client)
    assert "Cookie" not in server.requests[1].headers


def test_importing_opens_nothing():
    script = (
        "import socket\n"
        "def refuse(*args, **kwargs): raise AssertionError\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import saleor_brandpay.api\n"
        "saleor_brandpay.api.BrandpayClient('test_sk_x')\n"
    )
    environment = {**os.environ, "HTTPS_PROXY": ""}
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30, env=environment)


def test_after_a_fork_it_begins_anew(serve, connect, transport, monkeypatch):
    monkeypatch.setattr(_Fork, "generation", _Fork.generation)
    client = connect(serve(answering(reply())))
    confirm(client)
    _Fork.happened()
    confirm(client)
    assert (transport.calls, transport.handshakes) == (1, 1)


def test_a_head_that_somebody_has_rewritten_is_not_sent(serve, connect, monkeypatch):
    server = serve(answering(reply()))
    monkeypatch.setattr("saleor_brandpay.api.transport.STAND_IN", "rewritten")
    with pytest.raises(NotSent, match="the request's head"):
        confirm(connect(server))
    assert not server.requests
