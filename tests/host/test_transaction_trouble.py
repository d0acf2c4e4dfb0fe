"""The Transactions API when workers die, staff refund elsewhere, or data is wrong.

The same tests as on a real Saleor.
"""

from tests.saleor.test_transaction_trouble import *  # noqa: F403
