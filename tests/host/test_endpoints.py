"""The plugin's own addresses: callback, return, and what is not there.

The same tests as on a real Saleor.
"""

from tests.saleor.test_endpoints import *  # noqa: F403
