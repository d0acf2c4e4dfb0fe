"""Staff disable or delete the App of the Transactions API: Saleor refuses, and no money moves.

The same tests as on a real Saleor.
"""

from tests.saleor.test_app_disabled import *  # noqa: F403
