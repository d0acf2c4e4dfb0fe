"""The same tests as on a real Saleor."""

from tests.saleor.test_webhook_unbookable import *  # noqa: F403
