"""One-touch: the buyer's own stored method is charged without a window (M4, M11).

The same tests as on a real Saleor.
"""

from tests.saleor.test_one_touch import *  # noqa: F403
