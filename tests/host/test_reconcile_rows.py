"""brandpay_reconcile and payments of the Transactions API; the same tests as on a real Saleor."""

from tests.saleor.test_reconcile_rows import *  # noqa: F403
