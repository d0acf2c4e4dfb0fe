"""The same tests as on a real Saleor."""

from tests.saleor.test_strangers import *  # noqa: F403
