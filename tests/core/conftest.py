from __future__ import annotations

from collections.abc import Iterator

import pytest

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from saleor_brandpay import clock

from .shop import MovingClock, Shop


@pytest.fixture(scope="session")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset()
    return running


@pytest.fixture
def time(sandbox: RunningSandbox) -> Iterator[MovingClock]:
    """Moves the plugin and the sandbox together."""
    with clock.use(MovingClock(sandbox)) as moving:
        yield moving


@pytest.fixture
def shop(db: None, settings: object, sandbox: RunningSandbox, time: MovingClock) -> Shop:
    settings.BRANDPAY_API_URL = sandbox.url  # type: ignore[attr-defined]
    settings.BRANDPAY_DEADLINE = 6  # type: ignore[attr-defined]
    return Shop(sandbox)
