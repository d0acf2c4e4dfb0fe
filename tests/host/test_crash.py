"""The worker dies after Toss has approved: nothing in the shop knows, and the buyer comes back.

The same tests as on a real Saleor; the worker that is killed is a mini host of its own.
"""

import pytest

from tests.saleor import test_crash
from tests.saleor.test_crash import *  # noqa: F403

from .doomed import doomed_host


@pytest.fixture(autouse=True)
def _a_mini_host_dies(monkeypatch):
    monkeypatch.setattr(test_crash, "doomed_saleor", doomed_host)
