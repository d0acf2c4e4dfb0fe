"""A backup is restored: Toss knows payments of which the shop knows nothing (M4, M9, M19).

The same tests as on a real Saleor.
"""

from tests.saleor.test_lost_payments import *  # noqa: F403
