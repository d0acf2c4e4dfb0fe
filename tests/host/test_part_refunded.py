"""The same tests as on a real Saleor."""

from tests.saleor.test_part_refunded import *  # noqa: F403
