"""brandpay_events: the webhooks that came, for people at a terminal.

The same tests as on a real Saleor.
"""

from tests.saleor.test_events_command import *  # noqa: F403
