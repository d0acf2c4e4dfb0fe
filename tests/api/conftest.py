from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import hypothesis
import pytest

from saleor_brandpay import clock
from saleor_brandpay.api import Answer, BrandpayClient, Deadline, Payment, Transport
from tests.api.servers import Handler, Server, running

SECRET_KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"
CUSTOMER_KEY = "0b6d4f0e-6a0f-4d0a-9a53-7f9f3f1f2c11"

Serve = Callable[..., Server]

# Machines of many tests at once are slow now and then.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], Server]]:
    """Start a server with a handler; it ends with the test."""
    with ExitStack() as stack:
        yield lambda handler, **options: stack.enter_context(running(handler, **options))


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def connect(transport: Transport) -> Callable[..., BrandpayClient]:
    """A client of a server."""

    def make(server: Server, secret_key: str = SECRET_KEY, **options: Any) -> BrandpayClient:
        options.setdefault("transport", transport)
        return BrandpayClient(secret_key, base_url=server.url, **options)

    return make


@pytest.fixture
def frozen() -> Iterator[clock.FrozenClock]:
    with clock.use(clock.FrozenClock()) as frozen_clock:
        yield frozen_clock


def soon(seconds: float = 5) -> Deadline:
    return Deadline.after(seconds)


def confirm(client: BrandpayClient, **changes: Any) -> Answer[Payment]:
    arguments: dict[str, Any] = {
        "payment_key": "tgen_1",
        "order_id": "order-1",
        "amount": 15000,
        "customer_key": CUSTOMER_KEY,
        "idempotency_key": "confirm-order-1",
    }
    arguments |= changes
    arguments.setdefault("deadline", soon())
    return client.confirm(**arguments)
