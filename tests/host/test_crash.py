"""The worker dies after Toss has approved: nothing in the shop knows, and the buyer comes back.

The same tests as on a real Saleor; the worker that is killed is a mini host of its own.
"""

import pytest

from tests.host.crashing_host import crashing_host
from tests.saleor import test_crash
from tests.saleor.test_crash import *  # noqa: F403


@pytest.fixture(autouse=True)
def _a_mini_host_dies(monkeypatch):
    monkeypatch.setattr(test_crash, "crashing_saleor", crashing_host)
