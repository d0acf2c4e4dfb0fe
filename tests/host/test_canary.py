"""Secrets are planted, the whole shop is played through, and then they are looked for everywhere.

The same tests as on a real Saleor.
"""

from tests.saleor.test_canary import *  # noqa: F403
