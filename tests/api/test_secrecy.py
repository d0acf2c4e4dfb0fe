"""No secret in any text that a person or a log may see, whatever goes wrong."""

from __future__ import annotations

import base64
import logging
import traceback
from typing import Any

import pytest

from saleor_brandpay.api import (
    BrandpayClient,
    BrandpayError,
    CustomerIdentity,
    IdempotencyConflict,
    Secret,
    Transport,
    connection,
)
from tests.api.conftest import soon
from tests.api.servers import PAYMENT, Connection, Handler, answering, reply

KEY = Secret("live" + "_sk_CANARY1canary1CANARY1canary1")
CUSTOMER = Secret("CANARY2canary2-4d0a-9a53-7f9f3f1f2c11")
TOKEN = Secret("CANARY3canary3CANARY3canary3CANARY3canary3")
CODE = Secret("CANARY4canary4")
METHOD = Secret("CANARY0canary0")
IDENTITY = CustomerIdentity(name="CANARY5")


def canaries() -> list[str]:
    basic = base64.b64encode(f"{KEY.reveal()}:".encode()).decode()
    return ["CANARY", "canary", basic[:20], base64.b64encode(b"CANARY")[:8].decode()]


def confirm(client: BrandpayClient, seconds: float = 5) -> None:
    client.confirm(
        payment_key="k",
        order_id="order-1",
        amount=1,
        customer_key=CUSTOMER,
        idempotency_key="i",
        deadline=soon(seconds),
    )


def exchange(client: BrandpayClient, seconds: float = 5) -> None:
    client.exchange_code(
        customer_key=CUSTOMER, code=CODE, customer_identity=IDENTITY, deadline=soon(seconds)
    )


def refresh(client: BrandpayClient, seconds: float = 5) -> None:
    client.refresh_access_token(customer_key=CUSTOMER, refresh_token=TOKEN, deadline=soon(seconds))


def methods(client: BrandpayClient, seconds: float = 5) -> None:
    client.methods(CUSTOMER, deadline=soon(seconds))


def methods_by_token(client: BrandpayClient, seconds: float = 5) -> None:
    client.methods_by_token(TOKEN, deadline=soon(seconds))


def charge(client: BrandpayClient, seconds: float = 5) -> None:
    client.auto_payment(
        customer_key=CUSTOMER,
        method_key=METHOD,
        amount=1,
        order_id="order-1",
        order_name="o",
        idempotency_key="i",
        deadline=soon(seconds),
    )


def remove(client: BrandpayClient, seconds: float = 5) -> None:
    client.remove_card(METHOD, TOKEN, idempotency_key="i", deadline=soon(seconds))


def leave(client: BrandpayClient, seconds: float = 5) -> None:
    client.remove_customer(TOKEN, idempotency_key="i", deadline=soon(seconds))


def terms(client: BrandpayClient, seconds: float = 5) -> None:
    client.terms(CUSTOMER, "BILLING", deadline=soon(seconds))


def agree(client: BrandpayClient, seconds: float = 5) -> None:
    client.agree_to_terms(CUSTOMER, "BILLING", terms_ids=[5], deadline=soon(seconds))


CALLS = [
    *(confirm, exchange, refresh, methods, methods_by_token, charge, remove, leave),
    *(terms, agree),
]


def everything_in(error: BaseException) -> str:
    """What the most talkative error reporter could show, chained errors and all locals."""
    seen = [str(error), repr(error), repr(vars(error)), repr(error.args)]
    chain: BaseException | None = error
    while chain is not None:
        shown = traceback.TracebackException.from_exception(chain, capture_locals=True)
        seen += shown.format(chain=True)
        chain = chain.__context__
    return "\n".join(seen)


def echo(connection: Connection) -> None:
    """Refuses and repeats all that it was sent."""
    while (request := connection.read()) is not None:
        said = f"{request.path} {request.body.decode()} {KEY.reveal()}"
        said += request.headers["Authorization"].removeprefix("Bearer ").split("Basic ")[0]
        connection.send(reply({"code": "X", "message": said}, status=400))


def hang(connection: Connection) -> None:
    connection.read()
    connection.wait_for_the_end()


def cut(connection: Connection) -> None:
    connection.read()
    connection.send(reply(b"CANARYcanary" * 50)[:-20])


TOKEN_WITHOUT_LIFETIME = {"accessToken": "CANARY6", "refreshToken": "CANARY7"}
METHODS_BROKEN = {"cards": "x", "customerKey": "CANARY8"}
PAYMENT_BROKEN = PAYMENT | {"secret": "CANARY9", "status": None}
ANSWERS: dict[str, Handler] = {
    "refusal that repeats all": echo,
    "nothing": hang,
    "drop": lambda connection: connection.read(),
    "5xx": answering(reply({"code": "COMMON_ERROR", "message": "m"}, status=500)),
    "html": answering(reply(b"<html>CANARY</html>")),
    "half a token": answering(reply(TOKEN_WITHOUT_LIFETIME)),
    "broken methods": answering(reply(METHODS_BROKEN)),
    "broken payment": answering(reply(PAYMENT_BROKEN)),
    "cut": cut,
    "bad gzip": answering(reply(b"CANARY", headers={"Content-Encoding": "gzip"})),
}


@pytest.fixture(autouse=True)
def talkative(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        yield
    lines = [record.getMessage() + str(record.args) for record in caplog.records]
    assert not [line for line in lines for canary in canaries() if canary in line]


@pytest.mark.parametrize("handler", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("call", CALLS)
def test_errors_show_no_secret(serve, connect, call, handler):
    client = BrandpayClient(KEY, base_url=serve(handler).url, transport=Transport())
    with pytest.raises(BrandpayError) as caught:
        call(client, 0.2 if handler is hang else 5)
    assert_silent(caught.value)


@pytest.mark.parametrize("call", CALLS)
def test_errors_before_sending_show_no_secret(serve, call):
    client = BrandpayClient(KEY, base_url="http://127.0.0.1:1", transport=Transport())
    with pytest.raises(BrandpayError) as caught:
        call(client)
    assert_silent(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


class Interrupt(BaseException):
    """As Celery's soft time limit, which may arrive anywhere."""


@pytest.mark.parametrize("call", CALLS)
def test_an_interrupt_while_waiting_shows_no_secret(serve, monkeypatch, call):
    def interrupted(*args):
        raise Interrupt

    monkeypatch.setattr(connection._TimedReader, "readinto", interrupted)
    client = BrandpayClient(KEY, base_url=serve(answering(reply())).url, transport=Transport())
    with pytest.raises(Interrupt) as caught:
        call(client)
    assert_silent(caught.value)


def test_a_key_conflict_shows_no_secret(serve):
    client = BrandpayClient(KEY, base_url=serve(answering(reply())).url, transport=Transport())
    confirm(client)
    with pytest.raises(IdempotencyConflict) as caught:
        client.confirm(
            payment_key="k",
            order_id="order-1",
            amount=2,
            customer_key=CUSTOMER,
            idempotency_key="i",
            deadline=soon(),
        )
    assert_silent(caught.value)


def test_refused_arguments_show_no_secret():
    client = BrandpayClient(KEY, transport=Transport())
    bad = Secret("CANARY/canary")
    with pytest.raises(ValueError, match="customer key") as caught:
        client.methods(bad, deadline=soon())
    assert_silent(caught.value)


def test_objects_show_no_secret(serve):
    token = {"accessToken": "CANARY6", "refreshToken": "CANARY7", "expiresIn": 60}
    server = serve(answering(reply(token)))
    client = BrandpayClient(KEY, base_url=server.url, transport=Transport())
    answer = client.refresh_access_token(
        customer_key=CUSTOMER, refresh_token=TOKEN, deadline=soon()
    )
    assert answer.value.access_token.reveal() == "CANARY6"
    shown = [repr(answer), str(answer), repr(client), repr(vars(client._caller))]
    assert not [text for text in shown for canary in canaries() if canary in text]


def test_the_log_line(serve, caplog):
    headers = {"x-tosspayments-trace-id": "abc"}
    server = serve(answering(reply({"cards": []}, headers=headers), reply({}, status=503)))
    client = BrandpayClient(KEY, base_url=server.url, transport=Transport())
    methods(client)
    with pytest.raises(BrandpayError):
        confirm(client)
    client_down = BrandpayClient(KEY, base_url="http://127.0.0.1:1", transport=Transport())
    with pytest.raises(BrandpayError):
        confirm(client_down)
    lines = [r.getMessage() for r in caplog.records if r.name == "saleor_brandpay.api"]
    fields: list[Any] = [line.split() for line in lines]
    assert [[*line[:3], *line[4:]] for line in fields] == [
        ["GET", "/v1/brandpay/payments/methods/{customerKey}", "200", "ms", "trace=abc", "ok"],
        ["POST", "/v1/brandpay/payments/confirm", "503", "ms", "trace=-", "ServerError"],
        ["POST", "/v1/brandpay/payments/confirm", "-", "ms", "trace=-", "NotSent"],
    ]


def assert_silent(error: BaseException) -> None:
    said = everything_in(error)
    assert not [canary for canary in canaries() if canary in said], said
