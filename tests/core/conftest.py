from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache

from brandpay_sandbox.testing import RunningSandbox, running_sandbox
from saleor_brandpay import clock
from saleor_brandpay.core.installation import place
from saleor_brandpay.core.merchants import merchants

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


@pytest.fixture(autouse=True)
def _new_process() -> None:
    """What one test's configuration and cache held, another one's have not.

    It answers requests, at the shop's own address.
    """
    place.told_by(lambda _: "https://shop.test/")
    place.serves()
    merchants._HELD.clear()
    cache.clear()


@pytest.fixture
def other_keys(settings: Any) -> Callable[[], None]:
    """Goes on as a process that has none of the keys of before, and holds no secret."""
    settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()

    def go_on() -> None:
        settings.BRANDPAY_ENCRYPTION_KEYS = Fernet.generate_key().decode()
        merchants._HELD.clear()

    return go_on


@pytest.fixture
def shop(db: None, settings: object, sandbox: RunningSandbox, time: MovingClock) -> Shop:
    settings.BRANDPAY_API_URL = sandbox.url  # type: ignore[attr-defined]
    settings.BRANDPAY_DEADLINE = 6  # type: ignore[attr-defined]
    return Shop(sandbox)
