import pytest

from saleor_brandpay.api import shared
from tests.documented import _differences, _documented  # noqa: F401  (fixtures)


@pytest.fixture(autouse=True)
def _toss_answers() -> None:
    """What an earlier test's Toss has made this process's breaker believe is forgotten."""
    shared().gate.forget()
