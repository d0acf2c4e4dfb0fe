"""What a webhook costs, over the mini host; the same tests as on a real Saleor."""

from tests.saleor.test_webhook_budget import *  # noqa: F403
