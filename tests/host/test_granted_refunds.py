"""A granted refund is refunded once, ever.

The same tests as on a real Saleor.
"""

from tests.saleor.test_granted_refunds import *  # noqa: F403
