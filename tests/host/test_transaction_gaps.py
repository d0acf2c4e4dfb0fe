"""Money in the moments between two commits, of Saleor's or of ours.

The same tests as on a real Saleor.
"""

from tests.saleor.test_transaction_gaps import *  # noqa: F403
