"""The database goes back in time: Payments get primary keys that others had before (M4).

The same tests as on a real Saleor.
"""

from tests.saleor.test_restored import *  # noqa: F403
