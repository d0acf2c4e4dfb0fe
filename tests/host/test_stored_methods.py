"""Stored payment methods, as a buyer's account page and checkout see them.

The same tests as on a real Saleor.
"""

from tests.saleor.test_stored_methods import *  # noqa: F403
