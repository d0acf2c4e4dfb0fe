"""Faults: what tests can make go wrong."""

import http.client
import json
import socket
from datetime import UTC, datetime

import pytest

from brandpay_sandbox.testing import ControlError

from .support import CONFIRM, CUSTOMER, METHODS, TOKEN, Api, basic, later, wait_for_requests

GONE = (http.client.RemoteDisconnected, ConnectionResetError)


@pytest.fixture(autouse=True)
def _bent(api: Api) -> None:
    api.documented = False


def only_status(api: Api) -> str:
    (payment,) = api.sandbox.payments()
    return payment["status"]


def test_a_drop_closes_the_socket_without_a_byte(api: Api, sandbox):
    sandbox.fault("payment", "drop_before")
    request = (
        "GET /v1/payments/x HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {basic(sandbox.secret_key)}\r\n\r\n"
    )

    with socket.create_connection((api.address.hostname, api.address.port), 5) as raw:
        raw.sendall(request.encode())

        assert raw.recv(1) == b""


def test_drop_before_moves_nothing(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "drop_before")

    with pytest.raises(GONE):
        api.post(CONFIRM, body, key="k")

    assert only_status(api) == "IN_PROGRESS"
    assert sandbox.requests()[0]["status"] is None
    assert sandbox.requests()[0]["fault"] == "drop_before"
    assert ", " not in api.post(CONFIRM, body, key="k").trace_id


def test_drop_after_acts_and_keeps_the_true_answer(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "drop_after")

    with pytest.raises(GONE):
        api.post(CONFIRM, body, key="k")

    assert only_status(api) == "DONE"
    again = api.post(CONFIRM, body, key="k")
    assert (again.status, again.json["status"]) == (200, "DONE")
    assert ", " in again.trace_id


def test_a_drop_leaves_other_connections_alone(api: Api, sandbox):
    connection = api.connection()
    assert api.get("/v1/payments/x", connection=connection).status == 404
    sandbox.fault("payment", "drop_before")
    with pytest.raises(GONE):
        api.get("/v1/payments/x")

    assert api.get("/v1/payments/x", connection=connection).status == 404
    connection.close()


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("http_500", 500, None), ("http_409", 409, "IDEMPOTENT_REQUEST_PROCESSING")],
)
def test_errors_before_toss_looks_are_not_kept(api: Api, sandbox, kind, status, code):
    body = api.authenticated()
    sandbox.fault("confirm", kind)

    first = api.post(CONFIRM, body, key="k")

    assert (first.status, first.json.get("code")) == (status, code)
    assert only_status(api) == "IN_PROGRESS"
    assert api.post(CONFIRM, body, key="k").status == 200


def test_a_500_without_a_code_has_the_frameworks_body(api: Api, sandbox):
    sandbox.fault("payment", "http_500")

    body = api.get("/v1/payments/x").json

    assert body.keys() == {"timestamp", "status", "error", "path"}


def test_a_500_may_carry_a_code(api: Api, sandbox):
    sandbox.fault("confirm", "http_500", code="FAILED_INTERNAL_SYSTEM_PROCESSING")

    assert api.post(CONFIRM, {}).error == (500, "FAILED_INTERNAL_SYSTEM_PROCESSING")


def test_html_502(api: Api, sandbox):
    sandbox.fault("payment", "html_502")

    reply = api.get("/v1/payments/x")

    assert reply.status == 502
    assert reply.headers["Content-Type"] == "text/html"
    assert reply.body.startswith(b"<html>")


def test_http_500_after_acts_and_keeps_the_500(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "http_500_after")

    replies = [api.post(CONFIRM, body, key="k") for _ in range(2)]

    assert [one.status for one in replies] == [500, 500]
    assert only_status(api) == "DONE"
    assert api.post(CONFIRM, body, key="k2").error == (400, "ALREADY_PROCESSED_PAYMENT")


@pytest.mark.parametrize("code", [None, "FORBIDDEN_CONSECUTIVE_REQUEST"])
def test_http_429_moves_nothing_and_is_kept(api: Api, sandbox, code):
    body = api.authenticated()
    sandbox.fault("confirm", "http_429", code=code)

    replies = [api.post(CONFIRM, body, key="k") for _ in range(2)]

    assert [one.status for one in replies] == [429, 429]
    assert replies[0].json.get("code") == code
    assert only_status(api) == "IN_PROGRESS"
    assert api.post(CONFIRM, body, key="k2").status == 200


def test_malformed_is_half_of_the_true_answer(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "malformed")

    first = api.post(CONFIRM, body, key="k")
    again = api.post(CONFIRM, body, key="k")

    assert first.status == 200
    assert again.body.startswith(first.body)
    assert len(again.body) // 2 == len(first.body)
    assert again.json["status"] == "DONE"


def test_wrong_amount_and_order_are_in_that_answer_only(api: Api, sandbox):
    sandbox.fault("confirm", "wrong_amount")
    sandbox.fault("confirm", "wrong_order")

    amount = api.approved("order-0001")
    order = api.approved("order-0002")

    assert amount["totalAmount"] == 15001
    assert order["orderId"] == "another-order-0002"
    assert api.read(amount["paymentKey"])["totalAmount"] == 15000


def test_wrong_amount_leaves_errors_and_lists_alone(api: Api, sandbox):
    sandbox.fault("*", "wrong_amount", times=None)

    assert api.get("/v1/payments/x").error == (404, "NOT_FOUND_PAYMENT")
    assert api.get(f"{METHODS}/{CUSTOMER}").json["cards"] == []


def test_a_fault_strikes_as_often_as_asked(api: Api, sandbox):
    sandbox.fault("payment", "http_500", times=2)

    statuses = [api.get("/v1/payments/x").status for _ in range(3)]

    assert statuses == [500, 500, 404]


def test_a_fault_without_an_end_strikes_until_it_is_taken_away(api: Api, sandbox):
    sandbox.fault("payment", "http_500", times=None)
    assert [api.get("/v1/payments/x").status for _ in range(3)] == [500] * 3

    sandbox.clear_faults()

    assert api.get("/v1/payments/x").status == 404


def test_faults_strike_in_the_order_they_were_given(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "refuse", code="PROVIDER_ERROR")
    sandbox.fault("confirm", "http_500")

    assert [api.post(CONFIRM, body).status for _ in range(3)] == [400, 500, 200]


def test_a_refusal_is_not_used_up_by_a_replay(api: Api, sandbox):
    done = api.authenticated("order-0001")
    api.post(CONFIRM, done, key="k")
    sandbox.fault("confirm", "refuse", code="PROVIDER_ERROR")

    replay = api.post(CONFIRM, done, key="k")
    new = api.post(CONFIRM, api.authenticated("order-0002"), key="k2")

    assert replay.status == 200
    assert new.error == (400, "PROVIDER_ERROR")


@pytest.mark.parametrize(
    ("endpoint", "method", "path"),
    [
        ("confirm", "POST", CONFIRM),
        ("cancel", "POST", "/v1/payments/x/cancel"),
        ("payment", "GET", "/v1/payments/x"),
        ("payment_by_order_id", "GET", "/v1/payments/orders/order-0001"),
        ("access-token", "POST", TOKEN),
        ("methods", "GET", METHODS),
        ("methods", "GET", f"{METHODS}/{CUSTOMER}"),
        ("transactions", "GET", "/v1/transactions"),
        ("*", "GET", "/v1/brandpay/promotions/card"),
    ],
)
def test_every_endpoint_can_be_aimed_at(api: Api, sandbox, endpoint, method, path):
    sandbox.fault(endpoint, "html_502")

    assert api.send(method, path).status == 502


def test_a_fault_aims_at_one_endpoint(api: Api, sandbox):
    sandbox.fault("cancel", "html_502")

    assert api.get("/v1/payments/x").status == 404


def test_a_fault_can_aim_at_one_order(api: Api, sandbox):
    first, second = (api.authenticated(f"order-000{number}") for number in (1, 2))
    sandbox.fault("*", "html_502", times=None, orderId="order-0002")

    assert api.post(CONFIRM, first).status == 200
    assert api.post(CONFIRM, second).status == 502
    assert api.get(f"/v1/payments/{second['paymentKey']}").status == 502
    assert api.get("/v1/payments/orders/order-0002").status == 502
    assert api.cancel(second["paymentKey"]).status == 502
    assert api.cancel(first["paymentKey"]).status == 200
    assert api.get(f"{METHODS}/{CUSTOMER}").status == 200
    assert api.post(CONFIRM, b"no object").status == 400


def test_slow_acts_late_and_blocks_nobody(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "slow", seconds=60)
    thread, replies = later(api.post, CONFIRM, body)
    wait_for_requests(api, 1)

    assert only_status(api) == "IN_PROGRESS"
    assert api.get("/v1/payments/x").status == 404
    sandbox.advance(59)
    assert not replies
    sandbox.advance(1)
    thread.join(5)
    assert replies[0].json["status"] == "DONE"


def test_slow_after_acts_at_once(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "slow_after", seconds=60)
    thread, replies = later(api.post, CONFIRM, body, key="k")
    wait_for_requests(api, 1)

    assert only_status(api) == "DONE"
    assert api.post(CONFIRM, body, key="k").error == (409, "IDEMPOTENT_REQUEST_PROCESSING")
    sandbox.advance(60)
    thread.join(5)
    assert replies[0].status == 200


def test_slow_without_a_long_wait_goes_on_by_itself(api: Api, sandbox):
    sandbox.fault("payment", "slow", seconds=0.01)

    assert api.get("/v1/payments/x").status == 404


def test_slow_acts_though_the_client_left(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "slow", seconds=60)
    connection = api.connection()
    connection.timeout = 0.05
    with pytest.raises(TimeoutError):
        api.post(CONFIRM, body, key="k", connection=connection)
    connection.close()

    sandbox.advance(60)

    assert api.post(CONFIRM, body, key="k").json["status"] == "DONE"


def test_clearing_the_faults_ends_slow(api: Api, sandbox):
    sandbox.fault("payment", "slow", seconds=3600)
    thread, replies = later(api.get, "/v1/payments/x")
    wait_for_requests(api, 1)

    sandbox.clear_faults()
    thread.join(5)

    assert replies[0].status == 404


@pytest.mark.parametrize(("kind", "status"), [("hang", "IN_PROGRESS"), ("hang_after", "DONE")])
def test_hang_never_answers(api: Api, sandbox, kind, status):
    body = api.authenticated()
    sandbox.fault("confirm", kind)
    connection = api.connection()
    connection.timeout = 0.05

    with pytest.raises(TimeoutError):
        api.post(CONFIRM, body, key="k", connection=connection)

    assert only_status(api) == status
    connection.close()
    end_of_hang(api)
    again = api.post(CONFIRM, body, key="k")
    assert again.json["status"] == "DONE"
    assert (", " in again.trace_id) is (kind == "hang_after")


def end_of_hang(api: Api) -> None:
    """The sandbox has noticed that the client left: the key is free, or its answer kept."""
    api.sandbox.clear_faults()


@pytest.mark.parametrize("end", ["clear", "clock", "reset"])
def test_hang_ends_in_a_drop(api: Api, sandbox, end):
    sandbox.fault("payment", "hang", seconds=60)
    connection = api.connection()
    connection.connect()
    connection.putrequest("GET", "/v1/payments/x")
    connection.putheader("Authorization", basic(sandbox.secret_key))
    connection.endheaders()
    wait_for_requests(api, 1)

    {"clear": sandbox.clear_faults, "clock": lambda: sandbox.advance(60), "reset": sandbox.reset}[
        end
    ]()

    with pytest.raises(GONE):
        connection.getresponse()
    connection.close()


def test_a_reset_drops_slow_requests(api: Api, sandbox):
    body = api.authenticated()
    sandbox.fault("confirm", "slow", seconds=60)
    connection = api.connection()
    thread, replies = later(swallow, api.post, CONFIRM, body, connection=connection)
    wait_for_requests(api, 1)

    sandbox.reset()
    thread.join(5)

    assert isinstance(replies[0], GONE)


def swallow(call, *args, **options):
    try:
        return call(*args, **options)
    except GONE as error:
        return error


def test_hang_asks_for_keys_first(api: Api, sandbox):
    sandbox.fault("confirm", "hang")

    assert api.post(CONFIRM, {}, secret_key="test_sk_nobody").status == 401


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "path must be a string"),
        ({"path": "refund", "kind": "hang"}, "path must be * or one of"),
        ({"path": "*"}, "kind must be a string"),
        ({"path": "*", "kind": "explode"}, "kind must be one of"),
        ({"path": "*", "kind": "refuse"}, "refuse needs a code"),
        ({"path": "*", "kind": "refuse", "code": "NO_SUCH"}, "not a code of Toss"),
        ({"path": "*", "kind": "hang", "code": "COMMON_ERROR"}, "hang takes no code"),
        ({"path": "*", "kind": "slow"}, "slow needs seconds"),
        ({"path": "*", "kind": "slow", "seconds": -1}, "seconds must be"),
        ({"path": "*", "kind": "hang", "times": 0}, "times must be"),
        ({"path": "*", "kind": "hang", "times": True}, "times must be"),
        ({"path": "*", "kind": "hang", "orderId": 5}, "orderId must be"),
        ({"path": "*", "kind": "hang", "time": 5}, "unknown field time"),
        ({"path": "*", "kind": []}, "kind must be one of"),
        ({"path": "*", "kind": ["hang", 5]}, "kind must be an array of strings"),
        ({"path": "*", "kind": ["hang", "explode"]}, "kind must be one of"),
        ({"path": "*", "kind": ["hang", "slow"]}, "slow needs seconds"),
        ({"path": "*", "kind": ["hang", "refuse"]}, "refuse needs a code"),
        ({"path": "*", "kind": "hang", "probability": 0}, "probability must be"),
        ({"path": "*", "kind": "hang", "probability": 1.1}, "probability must be"),
        ({"path": "*", "kind": "hang", "probability": True}, "probability must be"),
    ],
)
def test_wrong_faults_are_refused(sandbox, body, says):
    with pytest.raises(ControlError, match="400") as caught:
        sandbox.control("POST", "faults", body)

    assert says in str(caught.value.body)


def test_faults_are_numbered(sandbox):
    assert [sandbox.fault("*", "hang"), sandbox.fault("*", "hang")] == [1, 2]


def test_faults_are_listed_and_taken_away_one_by_one(api: Api, sandbox):
    first = sandbox.fault("payment", "html_502", times=None)
    sandbox.fault("payment", ["http_500", "http_429"], times=2, orderId="order-0001")

    sandbox.remove_fault(first)

    assert api.get("/v1/payments/x").status == 404
    assert sandbox.faults() == [
        {
            "id": 2,
            "path": "payment",
            "kind": ["http_500", "http_429"],
            "code": None,
            "times": 2,
            "seconds": None,
            "orderId": "order-0001",
            "probability": 1.0,
        }
    ]
    with pytest.raises(ControlError, match="404"):
        sandbox.remove_fault(first)


def test_trickle_acts_and_answers_byte_by_byte(api: Api, sandbox):
    body = api.authenticated()
    sandbox.set_clock(datetime.now(UTC), frozen=True)
    sandbox.fault("confirm", "trickle")
    connection = api.connection()
    headers = {"Authorization": basic(sandbox.secret_key), "Content-Type": "application/json"}
    connection.request("POST", CONFIRM, json.dumps(body), headers)
    response = connection.getresponse()

    assert only_status(api) == "DONE"
    assert response.read1(10) == b"{"
    sandbox.advance(1)
    assert response.read1(10) == b'"'
    sandbox.clear_faults()
    assert b'{"' + response.read() == api.get(f"/v1/payments/{body['paymentKey']}").body
