"""Toss is away, slow or talking nonsense: unknown is a state, and only Toss ends it (M5, M14).

The same tests as on a real Saleor.
"""

from tests.saleor.test_trouble import *  # noqa: F403
