"""From cart to order: the ways that every buyer takes.

The same tests as on a real Saleor.
"""

from tests.saleor.test_pay import *  # noqa: F403
