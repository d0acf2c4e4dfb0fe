"""Hooks of stored methods, under callers and data that GraphQL does not let through.

The same tests as on a real Saleor.
"""

from tests.saleor.test_stored_hooks import *  # noqa: F403
