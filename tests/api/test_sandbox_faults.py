"""Every fault that the sandbox can make, as the client tells it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from saleor_brandpay.api import (
    BrandpayClient,
    BrandpayError,
    InProgress,
    MalformedAnswer,
    NoAnswer,
    RateLimited,
    Refused,
    ServerError,
    Transport,
)
from tests.api.conftest import soon
from tests.api.scenarios import AMOUNT, Facts
from tests.api.stage import SandboxStage

CUSTOMER = "customer-of-this-test"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset()
    return running


@pytest.fixture
def client(sandbox: RunningSandbox) -> BrandpayClient:
    return BrandpayClient(sandbox.secret_key, base_url=sandbox.url, transport=Transport())


def authenticated(sandbox: RunningSandbox, order_id: str = "order-1") -> dict[str, Any]:
    """A payment ready to be confirmed, as arguments of confirm."""
    facts = Facts(customer_key=CUSTOMER, order_id=order_id)
    stage = SandboxStage.__new__(SandboxStage)
    stage._sandbox = sandbox
    return {
        "payment_key": stage.authenticate(facts, "card"),
        "order_id": order_id,
        "amount": AMOUNT,
        "customer_key": CUSTOMER,
        "idempotency_key": f"{order_id}-0",
    }


ACTED = {"drop_after", "http_500_after", "malformed", "hang_after"}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop_before", NoAnswer),
        ("drop_after", NoAnswer),
        ("hang", NoAnswer),
        ("hang_after", NoAnswer),
        ("http_500", ServerError),
        ("html_502", ServerError),
        ("http_500_after", ServerError),
        ("http_429", RateLimited),
        ("http_409", InProgress),
        ("malformed", MalformedAnswer),
    ],
)
def test_a_fault_says_whether_toss_may_have_acted(sandbox, client, kind, error):
    payment = authenticated(sandbox)
    sandbox.fault("confirm", kind)
    with pytest.raises(BrandpayError) as caught:
        client.confirm(**payment, deadline=soon(0.4 if "hang" in kind else 10))
    assert type(caught.value) is error
    sandbox.clear_faults()
    status = client.payment(payment["payment_key"], deadline=soon()).value.status
    assert status == ("DONE" if kind in ACTED else "IN_PROGRESS")
    assert caught.value.is_unknown or status == "IN_PROGRESS"


def test_a_refusal(sandbox, client):
    payment = authenticated(sandbox)
    sandbox.fault("confirm", "refuse", code="REJECT_CARD_COMPANY")
    with pytest.raises(Refused, match="REJECT_CARD_COMPANY"):
        client.confirm(**payment, deadline=soon())


@pytest.mark.parametrize("kind", ["wrong_amount", "wrong_order"])
def test_an_answer_about_another_payment_is_for_the_caller_to_notice(sandbox, client, kind):
    payment = authenticated(sandbox)
    sandbox.fault("confirm", kind)
    found = client.confirm(**payment, deadline=soon()).value
    assert (found.order_id, found.total_amount) != (payment["order_id"], AMOUNT)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_drop_on_a_pooled_connection_is_repeated_under_the_same_key(sandbox, client, kind):
    """It cannot be told from a connection that was closed while idle."""
    payment = authenticated(sandbox)
    client.methods(CUSTOMER, deadline=soon())
    sandbox.fault("confirm", kind)
    answer = client.confirm(**payment, deadline=soon())
    assert answer.value.status == "DONE"
    assert answer.replayed is (kind == "drop_after")
    assert len(sandbox.payments()) == 1


def test_32_threads_confirm_over_one_pool(sandbox):
    transport = Transport()
    payments = [authenticated(sandbox, f"order-{number}") for number in range(64)]

    def pay(payment: dict[str, Any]) -> str:
        client = BrandpayClient(sandbox.secret_key, base_url=sandbox.url, transport=transport)
        found = client.confirm(**payment, deadline=soon(20)).value
        assert (found.payment_key, found.total_amount) == (payment["payment_key"], AMOUNT)
        return found.order_id

    with ThreadPoolExecutor(32) as threads:
        assert sorted(threads.map(pay, payments)) == sorted(p["order_id"] for p in payments)
    assert transport.handshakes == sandbox.connections() <= 32
