"""The same tests as on a real Saleor."""

from tests.saleor.test_remove import *  # noqa: F403
