"""Refunds that other payment plugins got wrong, a test each.

The same tests as on a real Saleor.
"""

from tests.saleor.test_refund_pitfalls import *  # noqa: F403
