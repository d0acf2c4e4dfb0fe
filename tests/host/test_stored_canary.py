"""Secrets of a wallet are planted, and looked for everywhere.

The same tests as on a real Saleor.
"""

from tests.saleor.test_stored_canary import *  # noqa: F403
