"""brandpay_settlements at a shop; the same tests as on a real Saleor."""

from tests.saleor.test_settlements import *  # noqa: F403
