"""Receipts in an order's metadata; the same tests as on a real Saleor."""

from tests.saleor.test_receipts import *  # noqa: F403
