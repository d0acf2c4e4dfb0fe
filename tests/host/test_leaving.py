"""Leaving Brandpay: a user who is deleted, a withdrawal at Toss, and the command.

The same tests as on a real Saleor.
"""

from tests.saleor.test_leaving import *  # noqa: F403
