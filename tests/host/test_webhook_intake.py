"""The same tests as on a real Saleor."""

from tests.saleor.test_webhook_intake import *  # noqa: F403
