"""Tests that take minutes run on one Saleor: the newest of the line that shops run today."""

import os

import pytest

from .versions import VERSION

USUAL = (3, 22)

lengthy = pytest.mark.skipif(
    VERSION != USUAL and not os.environ.get("BRANDPAY_LENGTHY"),
    reason="takes minutes: on Saleor 3.22, elsewhere with BRANDPAY_LENGTHY=1",
)
