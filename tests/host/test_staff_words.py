"""What staff read of a refund.

The same tests as on a real Saleor.
"""

from tests.saleor.test_staff_words import *  # noqa: F403
