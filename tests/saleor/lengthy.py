"""Tests that take minutes run on one Saleor: the newest of the line that shops run today."""

import os

import pytest
from saleor import __version__

USUAL = "3.22"

lengthy = pytest.mark.skipif(
    not __version__.startswith(f"{USUAL}.") and not os.environ.get("BRANDPAY_LENGTHY"),
    reason=f"takes minutes: on Saleor {USUAL}, elsewhere with BRANDPAY_LENGTHY=1",
)
