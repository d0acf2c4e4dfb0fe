"""What Saleor does around a gateway of the Transactions API.

The same tests as on a real Saleor.
"""

from tests.saleor.test_sessions_of_saleor import *  # noqa: F403
