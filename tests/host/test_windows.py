"""Windows that were closed, declined, or opened twice (M1, M5, M7).

The same tests as on a real Saleor.
"""

from tests.saleor.test_windows import *  # noqa: F403
