"""Refunds from the dashboard: a repeat is the same refund, a second one on purpose is a second.

The same tests as on a real Saleor.
"""

from tests.saleor.test_refund import *  # noqa: F403
