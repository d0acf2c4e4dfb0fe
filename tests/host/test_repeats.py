"""Saleor and buyers repeat calls; money moves once (M2, M3, M7, M8).

The same tests as on a real Saleor.
"""

from tests.saleor.test_repeats import *  # noqa: F403
