"""What Saleor does around refunds of a transaction.

The same tests as on a real Saleor.
"""

from tests.saleor.test_requests_of_saleor import *  # noqa: F403
