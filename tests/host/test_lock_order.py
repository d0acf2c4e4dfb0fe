"""The order of locks is looked at.

The same tests as on a real Saleor.
"""

from tests.saleor.test_lock_order import *  # noqa: F403
