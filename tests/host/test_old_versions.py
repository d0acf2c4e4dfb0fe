"""Payments of old API versions; the same tests as on a real Saleor."""

from tests.saleor.test_old_versions import *  # noqa: F403
