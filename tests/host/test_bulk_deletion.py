"""The same tests as on a real Saleor."""

from tests.saleor.test_bulk_deletion import *  # noqa: F403
