"""Through a proxy, and with a CA of the company's own: real ones, on this machine."""

from __future__ import annotations

import logging
import time
from urllib.parse import quote

import pytest

from saleor_brandpay.api import (
    BrandpayClient,
    NoAnswer,
    NotSent,
    Secret,
    Transport,
    WayOut,
    connection,
)
from tests.api.certificates import localhost
from tests.api.conftest import SECRET_KEY, confirm, soon
from tests.api.proxies import AUTHORIZED, PASSWORD, USER, passing
from tests.api.servers import Server, answering, reply
from tests.api.test_secrecy import Interrupt, assert_silent, everything_in

NOBODY = Secret("")
CREDENTIALS = Secret(f"{USER}:{quote(PASSWORD, safe='')}@")
WRONG_CREDENTIALS = Secret("shop:wrongCANARY@")


def client(
    server: Server, proxy: Server, *, credentials: Secret = NOBODY, bundle: str | None = None
) -> BrandpayClient:
    url = Secret(proxy.url.replace("://", f"://{credentials.reveal()}"))
    way_out = WayOut(proxy=url, ca_bundle=bundle)
    transport = Transport(way_out=lambda: way_out)
    return BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport)


@pytest.fixture(autouse=True)
def no_password_in_the_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        yield
    assert "CANARY" not in caplog.text
    assert quote(PASSWORD, safe="") not in caplog.text
    assert AUTHORIZED not in caplog.text


def test_tls_goes_through_the_proxy_which_sees_nothing_of_it(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server, proxy = serve(answering(reply()), tls=context), serve(passing(asks=True))
    toss = client(server, proxy, credentials=CREDENTIALS, bundle=bundle)
    for number in range(3):
        confirm(toss, idempotency_key=f"k{number}")
    assert len(server.requests) == 3
    [asked] = proxy.requests
    assert (asked.method, asked.path) == ("CONNECT", server.url.removeprefix("https://"))
    assert asked.headers["Proxy-Authorization"] == AUTHORIZED
    assert "Authorization" not in asked.headers
    assert "Proxy-Authorization" not in server.requests[0].headers
    transport = toss._caller._transport
    assert (transport.calls, transport.handshakes) == (3, 1)


def test_the_proxy_may_speak_tls_itself(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server, proxy = serve(answering(reply()), tls=context), serve(passing(), tls=context)
    confirm(client(server, proxy, bundle=bundle))
    assert [request.method for request in proxy.requests] == ["CONNECT"]
    assert len(server.requests) == 1


def test_plain_http_of_a_sandbox_goes_through_it_too(serve):
    server, proxy = serve(answering(reply())), serve(passing(asks=True))
    toss = client(server, proxy, credentials=CREDENTIALS)
    confirm(toss)
    assert [request.path for request in proxy.requests] == [f"{server.url}{PATH}"]
    assert [request.path for request in server.requests] == [PATH]


PATH = "/v1/brandpay/payments/confirm"


def test_a_path_with_a_customer_key_arrives_through_a_plain_proxy(serve):
    server, proxy = serve(answering(reply({"cards": []}))), serve(passing())
    client(server, proxy).methods("customer-1", deadline=soon())
    assert server.requests[0].path == "/v1/brandpay/payments/methods/customer-1"


@pytest.mark.parametrize("credentials", [NOBODY, WRONG_CREDENTIALS])
def test_a_proxy_that_refuses_leaves_nothing_unknown(serve, tmp_path, credentials):
    context, bundle = localhost(tmp_path)
    server, proxy = serve(answering(reply()), tls=context), serve(passing(asks=True))
    with pytest.raises(NotSent, match="Tunnel connection failed: 407") as caught:
        confirm(client(server, proxy, credentials=credentials, bundle=bundle))
    assert server.requests == []
    assert_silent(caught.value)


def test_a_proxy_that_is_down_is_not_gone_around(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    with pytest.raises(NotSent) as caught:
        confirm(
            client(server, Server("http://127.0.0.1:1"), credentials=CREDENTIALS, bundle=bundle)
        )
    assert server.connections == 0
    assert_silent(caught.value)


@pytest.mark.parametrize("with_tls", [True, False])
def test_an_interrupt_while_waiting_shows_no_password(serve, tmp_path, monkeypatch, with_tls):
    def interrupted(*args):
        raise Interrupt

    monkeypatch.setattr(connection._TimedReader, "readinto", interrupted)
    context, bundle = localhost(tmp_path)
    server = serve(answering(reply()), tls=context if with_tls else None)
    proxy = serve(passing(asks=True))
    with pytest.raises(Interrupt) as caught:
        confirm(client(server, proxy, credentials=CREDENTIALS, bundle=bundle))
    del server, proxy  # which have read them
    assert_silent(caught.value)
    assert AUTHORIZED not in everything_in(caught.value)


def test_a_proxy_that_hangs_costs_two_seconds_and_nothing_is_unknown(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    proxy = serve(lambda connection: (connection.read(), connection.wait_for_the_end()))
    began = time.monotonic()
    with pytest.raises(NotSent) as caught:
        confirm(client(server, proxy, bundle=bundle), deadline=soon(10))
    assert time.monotonic() - began < 4
    assert caught.value.timed_out


def test_an_answer_that_is_lost_behind_the_proxy_is_unknown(serve, tmp_path):
    context, bundle = localhost(tmp_path)
    server, proxy = serve(lambda connection: connection.read(), tls=context), serve(passing())
    with pytest.raises(NoAnswer):
        confirm(client(server, proxy, bundle=bundle))
    assert len(server.requests) == 1


def test_a_proxy_that_signs_anew_is_believed_with_its_own_ca_only(serve, tmp_path):
    """As in a company that reads its TLS: the certificate behind CONNECT is the proxy's."""
    context, bundle = localhost(tmp_path)
    server, proxy = serve(answering(reply()), tls=context), serve(passing())
    with pytest.raises(NotSent, match="certificate verify failed"):
        confirm(client(server, proxy))
    assert server.requests == []
    confirm(client(server, proxy, bundle=bundle))
    assert len(server.requests) == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_cannot_be_read_sends_nothing(serve, tmp_path, content):
    context, _ = localhost(tmp_path)
    server = serve(answering(reply()), tls=context)
    bundle = tmp_path / "bundle"
    if content is not None:
        bundle.write_text(content)
    transport = Transport(way_out=lambda: WayOut(ca_bundle=str(bundle)))
    with pytest.raises(NotSent):
        confirm(BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport))
    assert server.requests == []


WRONG = [
    "proxy.example.com:3128",
    "socks5://proxy.example.com:1080",
    "http://",
    "http://shop:CANARY@",
    "http://shop:CANARY@proxy.example.com:port",
    "http://shop:CANARY@proxy.example.com:99999",
    "http://shop:CANARY@CANARY@proxy.example.com:3128",
    "http://shop:CAN#ARY@proxy.example.com:3128",
    "http://shop:CAN/ARY@proxy.example.com:3128",
    "http://shop:CAN ARY@proxy.example.com:3128",
    "http://shop:CANARY@프록시.example.com:3128",
    "http://proxy.example.com:3128/path",
]


@pytest.mark.parametrize("proxy", map(Secret, WRONG), ids=range(len(WRONG)))
def test_what_cannot_be_a_proxy_is_refused_without_being_shown(proxy):
    with pytest.raises(ValueError, match="a proxy looks like") as caught:
        WayOut(proxy=proxy)
    assert_silent(caught.value)


@pytest.mark.parametrize(
    ("proxy", "shown"),
    [
        ("http://proxy.example.com:3128", "http://proxy.example.com:3128"),
        ("https://shop:CANARY@10.0.0.1:3128/", "https://10.0.0.1:3128"),
        ("http://shop:CANARY@[fd00::1]:3128", "http://[fd00::1]:3128"),
    ],
)
def test_the_proxy_is_shown_without_credentials(proxy, shown):
    way_out = WayOut(proxy=Secret(proxy))
    assert way_out.proxy_shown == shown
    assert "CANARY" not in repr(way_out)


def test_settings_that_turned_wrong_send_nothing(serve):
    def wrong() -> WayOut:
        raise ValueError("BRANDPAY_OUTGOING_PROXY: a proxy looks like …")

    server = serve(answering(reply()))
    transport = Transport(way_out=wrong)
    with pytest.raises(NotSent, match="BRANDPAY_OUTGOING_PROXY"):
        confirm(BrandpayClient(SECRET_KEY, base_url=server.url, transport=transport))
    assert server.connections == 0
