"""Paid or not? Until Toss has said so a storefront is told CHECKING, by a code (M5, M6).

The same tests as on a real Saleor.
"""

from tests.saleor.test_checking import *  # noqa: F403
