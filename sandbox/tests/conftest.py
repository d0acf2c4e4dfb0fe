"""One sandbox for all tests here, reset before each."""

from collections.abc import Iterator

import pytest

from brandpay_sandbox.testing import RunningSandbox, running_sandbox

from .receiver import Receiver, running_receiver
from .support import Api, Shop, running_shop


@pytest.fixture(scope="session")
def server() -> Iterator[RunningSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: RunningSandbox) -> RunningSandbox:
    server.reset()
    return server


@pytest.fixture
def api(sandbox: RunningSandbox) -> Api:
    return Api(sandbox)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


@pytest.fixture
def receiver(sandbox: RunningSandbox) -> Iterator[Receiver]:
    """The webhook URL of the documentation's MID, for all events."""
    with running_receiver() as receiver:
        sandbox.webhook_url(receiver.url)
        yield receiver
