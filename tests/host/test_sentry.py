"""What Sentry is told when one of our hooks fails.

The same tests as on a real Saleor.
"""

from tests.saleor.test_sentry import *  # noqa: F403
