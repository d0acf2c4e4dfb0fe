"""Workers and buyers in each other's way. The same tests as on a real Saleor."""

from tests.saleor.test_found_workers import *  # noqa: F403
