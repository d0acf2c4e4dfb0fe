"""Where the buyer comes back to: an address that Toss's window takes and his page can read.

The same tests as on a real Saleor.
"""

from tests.saleor.test_return_urls import *  # noqa: F403
