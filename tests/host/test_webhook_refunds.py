"""The same tests as on a real Saleor."""

from tests.saleor.test_webhook_refunds import *  # noqa: F403
