"""The settings page: what a merchant is told before a buyer could notice (M8, M12).

The same tests as on a real Saleor.
"""

from tests.saleor.test_configuration import *  # noqa: F403
