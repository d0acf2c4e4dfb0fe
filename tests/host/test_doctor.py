"""brandpay_doctor: is all well with Brandpay in this shop?

The same tests as on a real Saleor.
"""

from tests.saleor.test_doctor import *  # noqa: F403
