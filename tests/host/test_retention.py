"""The same tests as on a real Saleor."""

from tests.saleor.test_retention import *  # noqa: F403
