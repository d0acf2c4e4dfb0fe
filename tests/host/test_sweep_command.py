"""`brandpay_reconcile --open`. The same tests as on a real Saleor."""

from tests.saleor.test_sweep_command import *  # noqa: F403
