"""What was charged beyond what was owed; the same tests as on a real Saleor."""

from tests.saleor.test_overcharged import *  # noqa: F403
