"""Faults by chance, and connections that are closed while nobody looks."""

import http.client
from contextlib import suppress

import pytest

from brandpay_sandbox.testing import running_sandbox

from .support import CONFIRM, Api
from .test_faults import GONE


@pytest.fixture(autouse=True)
def _bent(api: Api) -> None:
    api.documented = False


def struck(seed: int, calls: int = 200, **fault) -> list[str | None]:
    """The faults of as many calls."""
    fault = {"kind": ["http_500", "html_502", "drop_before"], "probability": 0.2} | fault
    with running_sandbox(seed=seed) as sandbox:
        sandbox.fault("payment", **fault)
        api = Api(sandbox)
        api.documented = False
        for _ in range(calls):
            with suppress(*GONE):
                api.get("/v1/payments/x")
        return [one["fault"] for one in sandbox.requests()]


def test_a_part_of_the_calls_fails_and_the_seed_repeats_it():
    first = struck(1)

    assert 20 <= sum(one is not None for one in first) <= 60
    assert set(first) == {None, "http_500", "html_502", "drop_before"}
    assert struck(1) == first
    assert struck(2) != first


def test_a_fault_by_chance_ends_when_it_has_struck_often_enough():
    first = struck(1, times=3)

    assert sum(one is not None for one in first) == 3


def test_random_takes_any_kind(api: Api, sandbox):
    sandbox.fault("payment", "random", seconds=0, times=300)

    for _ in range(300):
        with suppress(*GONE):
            api.get("/v1/payments/x")
    kinds = {one["fault"] for one in sandbox.requests()}

    assert kinds == {
        "drop_before",
        "drop_after",
        "hang",
        "hang_after",
        "slow",
        "slow_after",
        "malformed",
        "wrong_amount",
        "wrong_order",
        "http_500",
        "http_500_after",
        "html_502",
        "http_409",
        "http_429",
        "refuse",
        "close_idle",
        "close_reused",
    }


def test_a_list_may_hold_kinds_with_and_without_a_code(api: Api, sandbox):
    sandbox.fault("payment", ["html_502", "refuse"], code="PROVIDER_ERROR", times=50)

    statuses = {api.get("/v1/payments/x").status for _ in range(50)}

    assert statuses == {400, 502}


@pytest.mark.parametrize("kind", ["close_idle", "close_reused"])
def test_a_connection_is_closed_after_a_proper_answer(api: Api, sandbox, kind):
    body = api.authenticated()
    sandbox.fault("confirm", kind)
    connection = api.connection()

    reply = api.post(CONFIRM, body, connection=connection)

    assert (reply.status, reply.json["status"]) == (200, "DONE")
    assert reply.headers["Connection"] is None
    with pytest.raises((*GONE, BrokenPipeError, http.client.CannotSendRequest)):
        api.get("/v1/payments/x", connection=connection)
    assert len(sandbox.requests()) == 1
    connection.close()


def test_close_idle_can_be_noticed_before_it_is_reused(api: Api, sandbox):
    sandbox.fault("payment", "close_idle")
    connection = api.connection()
    api.get("/v1/payments/x", connection=connection)

    assert connection.sock.recv(1) == b""
    connection.close()


def test_close_reused_cannot_be_noticed(api: Api, sandbox):
    sandbox.fault("payment", "close_reused")
    connection = api.connection()
    api.get("/v1/payments/x", connection=connection)

    connection.sock.setblocking(False)
    with pytest.raises(BlockingIOError):
        connection.sock.recv(1)
    connection.close()
